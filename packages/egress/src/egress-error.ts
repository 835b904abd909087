/**
 * `FORBIDDEN_URL`: the URL is invalid, has a user or a password, or its scheme is not allowed. `FORBIDDEN_HOST` and
 * `FORBIDDEN_ADDRESS`: the policy does not allow the host, or any of its addresses. `REDIRECTED`: more redirects than allowed.
 * `TOO_LARGE`, `TOO_SLOW`: the answer exceeds a limit. `BAD_ANSWER`: the body cannot be decoded. `UNREACHABLE`: there is no
 * complete answer.
 */
export type EgressErrorCode =
  | 'FORBIDDEN_URL'
  | 'FORBIDDEN_HOST'
  | 'FORBIDDEN_ADDRESS'
  | 'REDIRECTED'
  | 'TOO_LARGE'
  | 'TOO_SLOW'
  | 'BAD_ANSWER'
  | 'UNREACHABLE';

/** A request was not sent, or has no usable answer. The message contains no path, query, header field or body. */
export class EgressError extends Error {
  override readonly name = 'EgressError';

  constructor(
    readonly code: EgressErrorCode,
    message: string,
  ) {
    super(message);
  }
}
