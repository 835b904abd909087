import { stat } from 'node:fs/promises';
import type { Content } from '../http/content.js';
import { fileContent } from './file-content.js';

/** Content that can be read again from any offset, so that a broken upload can go on. */
export interface RepeatableSource {
  /** In bytes. */
  readonly size: number;
  /** Whether what is read from its beginning fails unless it is what its digest says, so that nobody need hash it again. */
  readonly isVerified?: boolean;
  open(offset: number): Content;
}

/** What a blob can be pushed from. A stream is read once: if the connection breaks, the upload has failed. */
export type BlobSource = Uint8Array | RepeatableSource | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

const pieceBytes = 1024 * 1024;

/** A file as content. It must not change while it is pushed. */
export async function fileSource(path: string): Promise<RepeatableSource> {
  const { size } = await stat(path);
  return { size, open: (offset) => fileContent(path, offset) };
}

/** A source as one that can be read again, if it can. */
export function asRepeatable(source: BlobSource): RepeatableSource | undefined {
  if (source instanceof Uint8Array)
    return { size: source.byteLength, open: (offset) => slicesOf(source.subarray(offset)) };
  // A file stream of Node has an `open` of its own, and can be read once only.
  return 'open' in source && !(Symbol.asyncIterator in source) ? source : undefined;
}

async function* slicesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}
