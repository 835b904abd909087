import { type ExitCode, exitCodes } from './exit-code.js';

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

/** The exit code after a response with this status. */
export function exitCodeOfStatus(status: number): ExitCode {
  return byStatus[status] ?? exitCodes.failed;
}
