import { AdministrationError } from '@lading/access';
import { isRegistryError } from '@lading/core';
import { HttpException } from '@nestjs/common';
import { Problem, problemOfStatus } from './problem.js';

/** The problem that a client gets for an error. For an unexpected error, it reveals nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof AdministrationError) return new Problem(error.code, error.message, { member: error.member });
  if (isRegistryError(error, 'TOOMANYREQUESTS'))
    return new Problem('TOO_MANY_REQUESTS', error.message, { retryAfterSeconds: error.retryAfterSeconds ?? 1 });
  if (isRegistryError(error, 'UNAVAILABLE'))
    return new Problem('UNAVAILABLE', 'the registry cannot serve this now', { retryAfterSeconds: 5 });
  if (error instanceof HttpException) return problemOfStatus(error.getStatus());
  return new Problem('INTERNAL', 'the request failed');
}
