import { isRegistryError, unavailableStorage } from '@lading/core';

/** Errors with a status of 4xx whose cause is not the request: the network, the clock, the credentials or the bucket. */
const passing = new Set([
  'BadDigest',
  'ExpiredToken',
  'IncompleteBody',
  'InvalidToken',
  'NoSuchBucket',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'XAmzContentSHA256Mismatch',
]);
const busyAnswers = new Set(['SlowDown', 'ServiceUnavailable', 'TooManyRequestsException', 'Throttling']);
const ourMistakes = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * Waits for a request to S3. The client has repeated a failed request several times before.
 * @throws RegistryError `UNAVAILABLE` if the storage or the connection to it caused the failure
 */
export async function onS3<Value>(request: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  try {
    return await request;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isStorageFailure(error)) throw error;
    throw unavailableStorage(isBusy(error) ? 'busy' : 'unusable', error);
  }
}

function isStorageFailure(error: unknown): boolean {
  const status = statusOf(error);
  if (status === undefined) return !isRegistryError(error) && !ourMistakes.some((kind) => error instanceof kind);
  return status >= 500 || status < 400 || [401, 403, 408, 429].includes(status) || passing.has(nameOf(error));
}

function isBusy(error: unknown): boolean {
  return busyAnswers.has(nameOf(error)) || statusOf(error) === 429 || statusOf(error) === 503;
}

/** Whether there is no such object. */
export function isAbsentObject(error: unknown): boolean {
  return nameOf(error) === 'NoSuchKey' || nameOf(error) === 'NotFound';
}

/** Whether a conditional write found an object, or conflicted with another write. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 412 || statusOf(error) === 409;
}

/** Whether the store does not implement the operation. */
export function isUnsupported(error: unknown): boolean {
  return isRegistryError(error) && nameOf(error.cause) === 'NotImplemented';
}

/** Whether the multipart upload was completed, was aborted, or never existed. */
export function isAbsentMultipart(error: unknown): boolean {
  return nameOf(error) === 'NoSuchUpload';
}

/** Whether a part is not the requested one, because a late request has replaced it. */
export function isOtherPart(error: unknown): boolean {
  return nameOf(error) === 'InvalidPart';
}

/** Whether a range lies beyond the end of an object. */
export function isOutsideObject(error: unknown): boolean {
  return nameOf(error) === 'InvalidRange' || statusOf(error) === 416;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: unknown } };
  return typeof $metadata?.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}
