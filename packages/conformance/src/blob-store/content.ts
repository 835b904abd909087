import type { Readable } from 'node:stream';
import type { BlobLocation, BlobStore, Digest, ReadOptions, UploadState } from '@lading/core';
import { digestOf } from '@lading/core';

/** Bytes that look random and are the same each time. */
export function someBytes(size: number, seed = 1): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  let word = (seed * 2654435761) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    words[index] = word;
  }
  return Buffer.from(words.buffer, 0, size);
}

/** Bytes as they come from a connection, in pieces of this size. */
export async function* inChunks(bytes: Uint8Array, chunkBytes = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < bytes.byteLength; position += chunkBytes)
    yield bytes.subarray(position, position + chunkBytes);
}

/** What a metadata store makes of a state between two requests. */
export function afterMetadata(upload: UploadState): UploadState {
  return JSON.parse(JSON.stringify(upload));
}

/** An upload that has these bytes and is not committed. */
export async function uploadOf(store: BlobStore, bytes: Uint8Array): Promise<UploadState> {
  return afterMetadata(await store.append(afterMetadata(await store.begin()), inChunks(bytes)));
}

/** Commits these bytes and says where they are. */
export async function putBlob(store: BlobStore, bytes: Uint8Array, digest: Digest = digestOf(bytes)) {
  return store.commit(await uploadOf(store, bytes), digest);
}

export async function readBlob(store: BlobStore, location: BlobLocation, options?: ReadOptions): Promise<Buffer> {
  return drain(await store.read(location, options));
}

export async function drain(stream: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What the store lists, by location. */
export async function listed(store: BlobStore): Promise<Map<BlobLocation, number>> {
  const sizes = new Map<BlobLocation, number>();
  for await (const { location, size } of store.list()) sizes.set(location, size);
  return sizes;
}
