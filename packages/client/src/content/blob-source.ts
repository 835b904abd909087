import { stat } from 'node:fs/promises';
import { hasMethod, wrongContent } from '../call/wrong-content.js';
import type { Content } from './content.js';
import { fileContent } from './file-content.js';

/** Content that can be read again from any offset, so that a broken upload can continue. */
export interface RepeatableSource {
  /** In bytes. */
  readonly size: number;
  /** Whether reading from the beginning verifies the digest, so that the reader need not. */
  readonly isVerified?: boolean;
  open(offset: number): Content;
}

/** The content of a blob to push. A stream can be read once: if the connection breaks, the upload fails. */
export type BlobSource = Uint8Array | RepeatableSource | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

const pieceBytes = 1024 * 1024;

/** A file as content. It must not change while it is pushed. */
export async function fileSource(path: string): Promise<RepeatableSource> {
  const { size } = await stat(path);
  return { size, open: (offset) => fileContent(path, offset) };
}

/** The source as one that can be read again; undefined for a stream. */
export function asRepeatable(source: BlobSource): RepeatableSource | undefined {
  if (source instanceof Uint8Array)
    return { size: source.byteLength, open: (offset) => slicesOf(source.subarray(offset)) };
  // A file stream of Node has an `open` of its own, and can be read once only.
  return 'open' in source && !(Symbol.asyncIterator in source) ? source : undefined;
}

async function* slicesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

/** @throws TypeError if a blob cannot be pushed from this value */
export function checkBlobSource(call: string, source: BlobSource): void {
  if (source instanceof Uint8Array || hasMethod(source, Symbol.asyncIterator)) return;
  if (hasMethod(source, 'open') && 'size' in source && typeof source.size === 'number') return;
  throw wrongContent(call, 'a Uint8Array, a stream, or a source with size and open', source);
}
