import { CommandError } from '../failure/command-error.js';
import { exitCodeOfStatus } from '../failure/exit-code-of-status.js';

/** The members of a problem (RFC 9457) that this command reads. */
export interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly member?: string }[];
}

export interface RefusedRequest {
  readonly host: string;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}

/** The management API refused a request. */
export class ManagementError extends CommandError {
  override readonly name = 'ManagementError';

  constructor(
    readonly code: string | undefined,
    problem: Problem,
    request: RefusedRequest,
  ) {
    const nextStep = nextStepAfter(code, request);
    super(describe(problem, request), {
      exitCode: exitCodeOfStatus(request.status),
      ...(nextStep === undefined ? {} : { nextStep }),
    });
  }
}

function describe({ detail, requestId, errors }: Problem, { host, status }: RefusedRequest): string {
  const member = errors?.[0]?.member;
  const words = [member, detail ?? `the request failed with ${status}`].filter((part) => part !== undefined).join(': ');
  return `${host}: ${words}${requestId === undefined ? '' : ` (request ${requestId})`}`;
}

function nextStepAfter(code: string | undefined, { host, retryAfterSeconds }: RefusedRequest): string | undefined {
  switch (code) {
    case 'UNAUTHENTICATED':
      return `log in again with: lading login ${host}`;
    case 'RECENT_SIGN_IN_NEEDED':
      return `log in with the password instead of a token: lading login ${host}`;
    case 'FORBIDDEN':
      return `ask an administrator of ${host}; show who is logged in with: lading whoami ${host}`;
    case 'READ_ONLY':
      return 'change it in the access file of the registry';
    case 'STALE':
      return 'somebody else has changed it; look at it, and try again';
    case 'TOO_MANY_REQUESTS':
      return `wait ${retryAfterSeconds ?? 'a few'} s, and try again`;
    default:
      return undefined;
  }
}
