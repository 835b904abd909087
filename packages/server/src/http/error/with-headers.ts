import { RegistryError } from '@lading/core';
import { errorStatusOf } from './error-status.js';
import { HttpError, type HttpErrorFields } from './http-error.js';

/** Copies an error with more header fields. Those of the error itself take precedence. */
export function withHeaders(error: RegistryError, more: HttpErrorFields): HttpError {
  const { code, message, retryAfterSeconds, entries, cause } = error;
  const { status, headers } = errorStatusOf(error);
  const [first, ...further] = entries;
  return new HttpError(status, code, message, {
    headers: { ...more, ...headers },
    retryAfterSeconds,
    further,
    detail: first?.detail,
    cause,
  });
}
