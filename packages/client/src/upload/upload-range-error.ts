import { ResponseError } from '../error/response-error.js';

/** A chunk did not begin where the registry waits for the next byte (CHNK-13). */
export class UploadRangeError extends ResponseError {
  override readonly name = 'UploadRangeError';

  constructor(
    error: ResponseError,
    url: URL,
    /** Where the registry waits, if it told. */
    readonly offset: number | undefined,
  ) {
    const { status, entries, requestId, retryAfterSeconds, method = 'PATCH' } = error;
    super({ status, entries, requestId, retryAfterSeconds, method, url }, 'upload-range');
  }
}
