import { createDigester, type Digest } from '@lading/core';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import { bodyOf } from '../http/request-body.js';
import { isTemporaryFailure, pauseBeforeRetry, type RetryRules } from '../http/retry.js';
import type { Upload } from '../upload/upload.js';
import { UploadRangeError } from '../upload/upload-range-error.js';
import type { PushBlobOptions } from './push-options.js';

interface Sent {
  readonly digest: Digest;
  readonly size: number;
}

/** A larger chunk is not held in memory to be sent again: the stream is then sent in one piece. */
const heldBytes = 64 * 1024 * 1024;

/**
 * Sends content that can be read once. If its digest and size are known, it is one piece, and otherwise a stream of unknown
 * length. Chunks are held in memory until the registry has them (CHNK-07).
 */
export async function sendStream(
  upload: Upload,
  content: AsyncIterable<Uint8Array>,
  digest: Digest | undefined,
  options: PushBlobOptions,
  retry?: RetryRules,
): Promise<Sent> {
  const { size, signal } = options;
  const observed = observe(content, digest, options);
  const chunkBytes = Math.max(options.chunkBytes ?? 0, upload.minimumChunkBytes, 2);
  if (options.chunkBytes !== undefined && chunkBytes <= heldBytes)
    await sendChunks(upload, observed.content, chunkBytes, options, retry);
  else if (digest !== undefined && size !== undefined) {
    await upload.commit(digest, { size, isRepeatable: false, open: () => observed.content }, { signal });
    return observed.sent();
  } else await upload.append({ size: undefined, isRepeatable: false, open: () => observed.content }, { signal });
  const sent = observed.sent();
  if (size !== undefined && sent.size !== size) throw new DigestMismatchError({ size }, { size: sent.size });
  await upload.commit(digest ?? sent.digest, undefined, { signal });
  return sent;
}

async function sendChunks(
  upload: Upload,
  content: AsyncIterable<Uint8Array>,
  chunkBytes: number,
  options: PushBlobOptions,
  retry: RetryRules | undefined,
): Promise<void> {
  for await (const chunk of chunksOf(content, chunkBytes)) {
    await sendChunk(upload, chunk, options, retry);
    await options.onUpload?.(upload.handle);
  }
}

/** Sends one chunk. After a broken connection, sends the missing part again. */
async function sendChunk(
  upload: Upload,
  chunk: Uint8Array,
  { signal }: PushBlobOptions,
  retry?: RetryRules,
): Promise<void> {
  const start = upload.offset;
  for (let failures = 1; ; failures += 1) {
    try {
      return await upload.append(bodyOf(chunk.subarray(upload.offset - start)), { signal });
    } catch (error) {
      const mayGoOn = isTemporaryFailure(error) || error instanceof UploadRangeError;
      if (!mayGoOn || retry === undefined || failures >= retry.attempts) throw error;
      await pauseBeforeRetry(failures, retry, signal, error);
      const isKnown = await upload.refresh({ signal });
      if (!isKnown || upload.offset < start || upload.offset > start + chunk.byteLength) throw error;
      if (upload.offset === start + chunk.byteLength) return;
    }
  }
}

async function* chunksOf(content: AsyncIterable<Uint8Array>, chunkBytes: number): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (let piece of content) {
    while (size + piece.byteLength >= chunkBytes) {
      const head = piece.subarray(0, chunkBytes - size);
      yield Buffer.concat([...parts, head]);
      piece = piece.subarray(head.byteLength);
      parts = [];
      size = 0;
    }
    if (piece.byteLength > 0) parts.push(piece);
    size += piece.byteLength;
  }
  if (size > 0) yield Buffer.concat(parts);
}

/** Counts and digests content while it is sent. */
function observe(
  content: AsyncIterable<Uint8Array>,
  digest: Digest | undefined,
  { algorithm, onProgress }: PushBlobOptions,
) {
  const digester = createDigester(digest?.startsWith('sha512:') ? 'sha512' : algorithm);
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      digester.update(chunk);
      yield chunk;
      onProgress?.(digester.size);
    }
  }
  return { content: pass(), sent: (): Sent => ({ digest: digester.digest(), size: digester.size }) };
}
