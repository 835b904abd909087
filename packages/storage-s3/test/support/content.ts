import { randomBytes } from 'node:crypto';
import { type BlobLocation, type BlobStore, digestOf, type UploadState } from '@lading/core';

/** The smallest part that S3 takes: tests need no more bytes than they must. */
export const partSize = 5 * 1024 * 1024;
/** More than two parts, and a rest. */
export const large = randomBytes(2 * partSize + 1_000_000);
export const largeDigest = digestOf(large);
export const small = randomBytes(100_000);
export const smallDigest = digestOf(small);

export async function* inChunks(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < content.byteLength; position += 65_536)
    yield content.subarray(position, position + 65_536);
}

export async function uploadOf(store: BlobStore, content: Uint8Array): Promise<UploadState> {
  return store.append(await store.begin(), inChunks(content));
}

export async function putBlob(store: BlobStore, content: Uint8Array): Promise<BlobLocation> {
  return store.commit(await uploadOf(store, content), digestOf(content));
}

export async function readBlob(store: BlobStore, location: BlobLocation): Promise<Buffer> {
  return Buffer.concat(await (await store.read(location)).toArray());
}
