import type { Readable } from 'node:stream';
import type { BlobRecord } from '@lading/core';

/**
 * Reads all bytes of a small blob.
 * @throws Error if they are more or fewer than the blob has
 */
export async function gatherBlob(stream: Readable, { digest, size }: BlobRecord): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    received += chunk.byteLength;
    if (received > size) break;
  }
  if (received === size) return Buffer.concat(chunks);
  throw new Error(`the blob store does not have the ${size} bytes of ${digest}`);
}
