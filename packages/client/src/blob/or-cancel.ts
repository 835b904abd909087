import { isResponseError } from '../error/response-error.js';
import { isTemporaryFailure, isTemporaryStatus } from '../http/retry.js';
import type { Upload } from '../upload/upload.js';
import type { PushBlobOptions } from './push-options.js';

/** Sends a part of an upload. If that fails and no later push can resume the upload, cancels the upload. */
export async function orCancel<Result>(
  upload: () => Upload,
  options: PushBlobOptions,
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    const isTemporary = isTemporaryFailure(error) || (isResponseError(error) && isTemporaryStatus(error.status));
    const mayGoOn = options.onUpload !== undefined && (isTemporary || options.signal?.aborted === true);
    if (!mayGoOn) await upload().cancel();
    throw error;
  }
}
