import { addAbortSignal, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type ByteRange, type ReadOptions, RegistryError } from '@lading/core';
import type { OpenObject, S3Bucket } from '../bucket/s3-bucket.js';
import { onS3 } from '../bucket/s3-failure.js';

/** How many connections may fail one after another without delivering a byte. */
const mostFailures = 4;
const firstPauseMilliseconds = 50;

/** Opens an object, or a range of it, as a stream that fails if it cannot deliver every byte. */
export async function openBlob(bucket: S3Bucket, key: string, options: ReadOptions = {}): Promise<Readable> {
  const { range, signal } = options;
  signal?.throwIfAborted();
  const object = await openObject(bucket, key, options);
  const first = range?.first ?? 0;
  if (range !== undefined && object.length !== range.last - first + 1) {
    object.body.destroy();
    throw new RangeError('the range does not lie within the blob');
  }
  const reader = new BlobReader(bucket, key, object, { first, last: first + object.length - 1 });
  return signal === undefined ? reader : addAbortSignal(signal, reader);
}

/** @throws RegistryError `BLOB_UNKNOWN` if there is no such object, or if it does not have the size that the caller expects */
async function openObject(bucket: S3Bucket, key: string, { range, size, signal }: ReadOptions): Promise<OpenObject> {
  const object = await bucket.open(key, { range, signal }).catch((error: unknown) => {
    // The range lies within the expected size, so the object is smaller.
    if (error instanceof RangeError && size !== undefined) throw damaged(error);
    throw error;
  });
  if (object === undefined) throw new RegistryError('BLOB_UNKNOWN', 'the blob is not stored');
  if (size === undefined || object.size === undefined || object.size === size) return object;
  object.body.destroy();
  throw damaged();
}

function damaged(cause?: unknown): RegistryError {
  return new RegistryError('BLOB_UNKNOWN', 'the stored blob has another size', { cause });
}

/**
 * Reads an object over as many connections as necessary: S3 closes idle connections, for example when the reader is slow.
 */
class BlobReader extends Readable {
  #body: Readable;
  #chunks: AsyncIterator<Uint8Array>;
  #position: number;
  #failures = 0;
  readonly #stop = new AbortController();

  constructor(
    private readonly bucket: S3Bucket,
    private readonly key: string,
    private readonly object: OpenObject,
    private readonly range: ByteRange,
  ) {
    super();
    this.#position = range.first;
    this.#body = object.body;
    this.#chunks = iterate(object.body);
  }

  override _read(): void {
    this.#nextChunk().then(
      (chunk) => this.push(chunk),
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stop.abort();
    this.#body.destroy();
    callback(error);
  }

  async #nextChunk(): Promise<Uint8Array | null> {
    while (this.#position <= this.range.last) {
      const chunk = await this.#readChunk();
      if (chunk === undefined || chunk.byteLength === 0) continue;
      this.#failures = 0;
      this.#position += chunk.byteLength;
      return chunk;
    }
    // The client reuses a connection only after the body was read to its end.
    await this.#chunks.next();
    return null;
  }

  async #readChunk(): Promise<Uint8Array | undefined> {
    const next = await this.#chunks.next().catch((error: unknown) => ({ done: true, error }) as const);
    if (!next.done) return next.value;
    await this.#reopen('error' in next ? next.error : new Error('the connection ended before the last byte'));
    return undefined;
  }

  async #reopen(cause: unknown): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted || ++this.#failures > mostFailures) return onS3(Promise.reject(cause));
    this.#body.destroy();
    await pause(firstPauseMilliseconds * 2 ** this.#failures, undefined, { signal });
    const range = { first: this.#position, last: this.range.last };
    const object = await this.bucket.open(this.key, { range, etag: this.object.etag, signal });
    if (object === undefined) throw new RegistryError('BLOB_UNKNOWN', 'the blob is no longer stored');
    this.#body = object.body;
    this.#chunks = iterate(object.body);
    if (signal.aborted) object.body.destroy();
  }
}

function iterate(body: Readable): AsyncIterator<Uint8Array> {
  // A connection may fail between two reads. The next read reports the error.
  body.on('error', () => {});
  return body[Symbol.asyncIterator]();
}
