import { isRegistryError, RegistryError, type RegistryErrorCode } from '@lading/core';
import { HttpException } from '@nestjs/common';
import { errorStatusOf } from '../error/error-status.js';
import { HttpError } from '../error/http-error.js';
import { jsonResponse, type OciResponse } from '../response/oci-response.js';

const codes: Readonly<Record<number, RegistryErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  413: 'SIZE_INVALID',
  429: 'TOOMANYREQUESTS',
  503: 'UNAVAILABLE',
};

/** The default of `Retry-After` for 429 and 503 (HTTP-06). */
const retryAfterSeconds = 5;

/**
 * The response to an error (ERR-02).
 * @param more further members of the body
 */
export function errorResponse(error: RegistryError, more: Readonly<Record<string, unknown>> = {}): OciResponse {
  const { status, headers } = errorStatusOf(error);
  const wait = error.retryAfterSeconds ?? (status === 429 || status === 503 ? retryAfterSeconds : undefined);
  const fields = wait === undefined ? headers : { 'Retry-After': Math.ceil(wait), ...headers };
  return jsonResponse(status, { errors: error.entries, ...more }, fields);
}

/** Converts any thrown value. An unknown error, which is not meant for clients, becomes 500 without detail. */
export function toRegistryError(thrown: unknown): RegistryError {
  if (isRegistryError(thrown)) return thrown;
  if (thrown instanceof HttpException && thrown.getStatus() < 500)
    return registryErrorOf(thrown.getStatus(), thrown.message, thrown);
  return new RegistryError('UNKNOWN', 'the registry failed', { cause: thrown });
}

/** The error for an HTTP status that another part of the application has chosen. */
export function registryErrorOf(status: number, message: string, cause?: unknown): HttpError {
  const code = codes[status] ?? (status < 500 ? 'UNSUPPORTED' : 'UNKNOWN');
  return new HttpError(status, code, message, { cause });
}
