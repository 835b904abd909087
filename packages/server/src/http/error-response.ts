import { isRegistryError, RegistryError, type RegistryErrorCode } from '@lading/core';
import { HttpException } from '@nestjs/common';
import { jsonResponse, type OciResponse } from './oci-response.js';

const codes: Readonly<Record<number, RegistryErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  413: 'SIZE_INVALID',
  429: 'TOOMANYREQUESTS',
  503: 'UNAVAILABLE',
};

/** Seconds after which a client may ask again when it is told to wait, and the error names none (HTTP-06). */
const retryAfter = '5';

/** The answer that an error becomes (ERR-02): what is not meant for a client becomes 500 without detail. */
export function errorResponse(error: RegistryError): OciResponse {
  const waits = error.status === 429 || error.status === 503;
  return jsonResponse(
    error.status,
    { errors: error.entries },
    waits ? { 'Retry-After': retryAfter, ...error.headers } : error.headers,
  );
}

/** Puts anything that was thrown into the words of the specification. */
export function toRegistryError(thrown: unknown): RegistryError {
  if (isRegistryError(thrown)) return thrown;
  if (thrown instanceof HttpException && thrown.getStatus() < 500)
    return registryErrorOf(thrown.getStatus(), thrown.message, thrown);
  return new RegistryError('UNKNOWN', 'the registry failed', { cause: thrown });
}

/** An error of an HTTP status, where another part of the application has chosen it. */
export function registryErrorOf(status: number, message: string, cause?: unknown): RegistryError {
  const code = codes[status] ?? (status < 500 ? 'UNSUPPORTED' : 'UNKNOWN');
  return new RegistryError(code, message, { status, cause });
}
