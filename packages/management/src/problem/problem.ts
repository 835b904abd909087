/** The codes of problems, for programs. They do not change. */
export const problemCodes = [
  'INVALID',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RECENT_SIGN_IN_NEEDED',
  'NOT_FOUND',
  'TAKEN',
  'LIMIT',
  'LAST_ADMINISTRATOR',
  'READ_ONLY',
  'STALE',
  'TOO_LARGE',
  'UNSUPPORTED_TYPE',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'INTERNAL',
  'SIGN_IN_EXPIRED',
  'SIGN_IN_REFUSED',
  'NOT_ALLOWED',
  'PROVIDER_UNAVAILABLE',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

const statusOfCode: Readonly<Record<ProblemCode, number>> = {
  INVALID: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RECENT_SIGN_IN_NEEDED: 403,
  NOT_FOUND: 404,
  TAKEN: 409,
  LIMIT: 409,
  LAST_ADMINISTRATOR: 409,
  READ_ONLY: 409,
  STALE: 412,
  TOO_LARGE: 413,
  UNSUPPORTED_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  SIGN_IN_EXPIRED: 400,
  SIGN_IN_REFUSED: 400,
  NOT_ALLOWED: 403,
  PROVIDER_UNAVAILABLE: 503,
};

export interface ProblemOptions {
  /** The member of the body or query that is wrong, such as `where.0`. */
  readonly member?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A request that is refused. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly member: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ProblemCode,
    message: string,
    { member, retryAfterSeconds }: ProblemOptions = {},
  ) {
    super(message);
    this.status = statusOfCode[code];
    this.member = member;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The body (RFC 9457). */
  bodyFor(requestId: string): Readonly<Record<string, unknown>> {
    const { code, status, message: detail, member } = this;
    const errors = member === undefined || member === '' ? undefined : [{ member, detail }];
    return { type: 'about:blank', title: titles[code], status, code, detail, requestId, ...(errors && { errors }) };
  }
}

const titles: Readonly<Record<ProblemCode, string>> = {
  INVALID: 'The request is not valid',
  UNAUTHENTICATED: 'Authentication is required',
  FORBIDDEN: 'Not allowed',
  RECENT_SIGN_IN_NEEDED: 'A recent sign-in is required',
  NOT_FOUND: 'Not found',
  TAKEN: 'The name is in use',
  LIMIT: 'There are too many',
  LAST_ADMINISTRATOR: 'The last administrator cannot be removed',
  READ_ONLY: 'Read only',
  STALE: 'Changed meanwhile',
  TOO_LARGE: 'The body is too large',
  UNSUPPORTED_TYPE: 'The media type is not supported',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'Internal error',
  UNAVAILABLE: 'Not available now',
  SIGN_IN_EXPIRED: 'The sign-in has expired',
  SIGN_IN_REFUSED: 'The sign-in was refused',
  NOT_ALLOWED: 'The account may not use the registry',
  PROVIDER_UNAVAILABLE: 'The identity provider is unavailable',
};

/** The first code of each status. */
const codeOfStatus = new Map(problemCodes.toReversed().map((code) => [statusOfCode[code], code]));

/** The problem that a status of the framework stands for. */
export function problemOfStatus(status: number): Problem {
  const code = codeOfStatus.get(status);
  if (code !== undefined) return new Problem(code, messages[code] ?? titles[code]);
  return status >= 500
    ? new Problem('INTERNAL', 'the request failed')
    : new Problem('INVALID', 'the request is not valid');
}

const messages: Partial<Record<ProblemCode, string>> = {
  INVALID: 'the body is not valid JSON',
  NOT_FOUND: 'there is no such endpoint',
  UNSUPPORTED_TYPE: 'the body must be application/json',
};
