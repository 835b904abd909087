import { type ClientErrorKind, isClientError, isResponseError } from '@lading/client';
import { isRegistryError } from '@lading/core';
import { CommandError } from './command-error.js';
import { type ExitCode, exitCodes } from './exit-code.js';

const byKind: Partial<Record<ClientErrorKind, ExitCode>> = {
  connection: exitCodes.unreachable,
  timeout: exitCodes.unreachable,
  'digest-mismatch': exitCodes.corrupt,
  credentials: exitCodes.notAllowed,
  'plain-http': exitCodes.notAllowed,
  'not-found': exitCodes.notFound,
};

const byStatus: Readonly<Record<number, ExitCode>> = {
  401: exitCodes.notAllowed,
  403: exitCodes.notAllowed,
  404: exitCodes.notFound,
  408: exitCodes.unreachable,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  429: exitCodes.rateLimited,
  502: exitCodes.unreachable,
  503: exitCodes.unreachable,
  504: exitCodes.unreachable,
};

/** The exit code of a failure. */
export function classifyFailure(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode;
  if (isResponseError(error)) return byStatus[error.status] ?? exitCodes.failed;
  if (isClientError(error)) return byKind[error.kind] ?? exitCodes.failed;
  if (isRegistryError(error, 'NAME_INVALID') || isRegistryError(error, 'DIGEST_INVALID')) return exitCodes.usage;
  return exitCodes.failed;
}
