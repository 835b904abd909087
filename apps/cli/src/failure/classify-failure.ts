import { type ClientErrorKind, isClientError, isResponseError } from '@lading/client';
import { isRegistryError } from '@lading/core';
import { CommandError } from './command-error.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { exitCodeOfStatus } from './exit-code-of-status.js';

const byKind: Partial<Record<ClientErrorKind, ExitCode>> = {
  connection: exitCodes.unreachable,
  timeout: exitCodes.unreachable,
  'digest-mismatch': exitCodes.corrupt,
  credentials: exitCodes.notAllowed,
  'plain-http': exitCodes.notAllowed,
  'not-found': exitCodes.notFound,
};

/** The exit code of a failure. */
export function classifyFailure(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode;
  if (isResponseError(error)) return exitCodeOfStatus(error.status);
  if (isClientError(error)) return byKind[error.kind] ?? exitCodes.failed;
  if (isRegistryError(error, 'NAME_INVALID') || isRegistryError(error, 'DIGEST_INVALID')) return exitCodes.usage;
  return exitCodes.failed;
}
