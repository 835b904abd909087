import { ResponseError } from '../error/response-error.js';

/** A chunk did not begin at the registry's offset (CHNK-13). */
export class UploadRangeError extends ResponseError {
  override readonly name = 'UploadRangeError';

  constructor(
    error: ResponseError,
    url: URL,
    /** The registry's offset; undefined if the response does not have it. */
    readonly offset: number | undefined,
  ) {
    const { status, entries, requestId, retryAfterSeconds, method = 'PATCH' } = error;
    super({ status, entries, requestId, retryAfterSeconds, method, url }, 'upload-range');
  }
}
