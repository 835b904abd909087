import { randomBytes } from 'node:crypto';
import { type BlobLocation, type BlobStore, digestOf, type UploadState } from '@lading/core';

export const bytes = randomBytes(2_500_000);
export const digest = digestOf(bytes);
export const [firstHalf, secondHalf] = [bytes.subarray(0, 1_200_000), bytes.subarray(1_200_000)];

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
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.read(location)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
