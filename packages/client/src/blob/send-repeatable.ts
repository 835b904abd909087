import type { Digest } from '@lading/core';
import type { RepeatableSource } from '../content/blob-source.js';
import { contentOf, piecesOf } from '../content/content.js';
import { ClientError } from '../error/client-error.js';
import { isResponseError, type ResponseError } from '../error/response-error.js';
import type { RequestBody } from '../http/request-body.js';
import { isTemporaryFailure, isTemporaryStatus, pauseBeforeRetry } from '../http/retry.js';
import type { RepositoryEndpoint } from '../transport/repository-endpoint.js';
import type { Upload } from '../upload/upload.js';
import { UploadRangeError } from '../upload/upload-range-error.js';
import type { Uploads } from '../upload/uploads.js';
import { orCancel } from './or-cancel.js';
import type { PushBlobOptions } from './push-options.js';
import { statBlob } from './stat-blob.js';

/** The push of one blob. */
export interface PushTask {
  readonly endpoint: RepositoryEndpoint;
  readonly uploads: Uploads;
  readonly source: RepeatableSource;
  readonly digest: Digest;
  readonly options: PushBlobOptions;
}

/** A smaller chunk is not halved: its size is not the reason why the registry refuses it. */
const smallestChunk = 1024 * 1024;

/** Sends content that can be read again. After a failure, continues at the registry's offset. */
export async function sendRepeatable(task: PushTask, upload: Upload): Promise<void> {
  await new RepeatableSending(task, upload).run();
}

class RepeatableSending {
  #chunkBytes: number | undefined;
  #failures = 0;
  #reached = 0;
  #restarts = 0;
  #isMixedUp = false;

  constructor(
    private readonly task: PushTask,
    private upload: Upload,
  ) {
    this.#chunkBytes = task.options.chunkBytes;
  }

  async run(): Promise<void> {
    for (let isDone = false; !isDone; ) {
      const failure = await this.#orCancel(() => this.#attempt());
      isDone = failure === undefined || (await this.#orCancel(() => this.#recover(failure.error)));
    }
  }

  /** Returns the failure, if another attempt may succeed. */
  async #attempt(): Promise<{ readonly error: unknown } | undefined> {
    try {
      await this.#send();
      return undefined;
    } catch (error) {
      if (this.upload.offset > this.#reached) this.#failures = 0;
      this.#reached = Math.max(this.#reached, this.upload.offset);
      this.#failures += 1;
      const { attempts } = this.task.uploads.retry;
      if (Math.max(this.#failures, this.#restarts) >= attempts || !this.#mayGoOn(error)) throw error;
      return { error };
    }
  }

  /** Sends a new upload in one piece if it fits into a chunk. Otherwise sends chunks, and commits without a body (MONO-08, CHNK-16). */
  async #send(): Promise<void> {
    const { source, digest, options } = this.task;
    const { signal } = options;
    const isWhole = this.upload.offset === 0 && source.size <= (this.#chunkBytes ?? Number.POSITIVE_INFINITY);
    if (isWhole) return this.upload.commit(digest, this.#slice(0, source.size), { signal });
    while (this.upload.offset < source.size) {
      const chunk = Math.max(this.#chunkBytes ?? source.size, this.upload.minimumChunkBytes, 2);
      await this.upload.append(this.#slice(this.upload.offset, Math.min(source.size, this.upload.offset + chunk)), {
        signal,
      });
      await options.onUpload?.(this.upload.handle);
    }
    await this.upload.commit(digest, undefined, { signal });
  }

  #mayGoOn(error: unknown): boolean {
    const { options } = this.task;
    if (options.signal?.aborted === true) return false;
    if (isTemporaryFailure(error) || error instanceof UploadRangeError) return true;
    if (!isResponseError(error)) return false;
    if (isTemporaryStatus(error.status) || error.status === 404) return true;
    if (error.status === 413) return (this.#chunkBytes ?? this.task.source.size) > smallestChunk;
    return this.#mayBeMixedUp(error);
  }

  /**
   * Some registries put chunks together wrongly: ECR dropped chunks, others ignore the range of the last chunk, and some accept
   * only one piece.
   */
  #mayBeMixedUp({ status }: ResponseError): boolean {
    return [400, 405, 422, 501].includes(status) && this.upload.offset > 0 && this.#restarts === 0;
  }

  /** Finds the offset at which to continue. Returns whether the repository has the blob by now. */
  async #recover(error: unknown): Promise<boolean> {
    const { options, uploads, source } = this.task;
    if (isResponseError(error, 413)) this.#chunkBytes = Math.ceil((this.#chunkBytes ?? source.size) / 2);
    if (isTemporaryFailure(error) || (isResponseError(error) && isTemporaryStatus(error.status)))
      await pauseBeforeRetry(this.#failures, uploads.retry, options.signal, error);
    const isMixedUp = isResponseError(error) && this.#mayBeMixedUp(error);
    if (isMixedUp) {
      this.#isMixedUp = true;
      this.#chunkBytes = undefined;
    } else if (this.#failures > 1) this.#chunkBytes ??= this.#fallbackChunk();
    if (error instanceof UploadRangeError && error.offset !== undefined) return false;
    const isKnown =
      !isMixedUp && !isResponseError(error, 404) && (await this.upload.refresh({ signal: options.signal }));
    return isKnown ? false : this.#restart();
  }

  /** Many registries keep nothing of a broken piece. Over a connection that breaks often, only chunks arrive. */
  #fallbackChunk(): number | undefined {
    const { size } = this.task.source;
    if (this.#isMixedUp || size <= smallestChunk) return undefined;
    return Math.min(Math.max(Math.ceil(size / 8), smallestChunk / 4), 4 * smallestChunk);
  }

  /** Begins a new upload, unless the old one succeeded and only its response was lost. */
  async #restart(): Promise<boolean> {
    const { endpoint, uploads, digest, options } = this.task;
    if ((await statBlob(endpoint, digest, options.signal)) !== undefined) return true;
    this.#restarts += 1;
    this.#reached = 0;
    this.upload = await uploads.start({ signal: options.signal });
    await options.onUpload?.(this.upload.handle);
    return false;
  }

  #slice(start: number, end: number): RequestBody {
    const { source, options } = this.task;
    const onPosition = (position: number) => options.onProgress?.(position);
    const open = () => contentOf((isLent) => sliceOf(source, start, end, onPosition, isLent));
    return { size: end - start, isRepeatable: true, open };
  }

  #orCancel<Result>(send: () => Promise<Result>): Promise<Result> {
    return orCancel(() => this.upload, this.task.options, send);
  }
}

/** The bytes from one offset to another. Reports the position after each piece. */
async function* sliceOf(
  source: RepeatableSource,
  start: number,
  end: number,
  onPosition: (position: number) => void,
  isLent: boolean,
): AsyncGenerator<Uint8Array> {
  let position = start;
  if (position >= end) return;
  for await (const piece of piecesOf(source.open(start), isLent)) {
    const wanted = piece.subarray(0, end - position);
    position += wanted.byteLength;
    yield wanted;
    onPosition(position);
    if (position >= end) return;
  }
  if (position < end) throw new ClientError('content', `the content ends after ${position} of ${source.size} bytes`);
}
