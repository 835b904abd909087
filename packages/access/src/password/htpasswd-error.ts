/** A line of an htpasswd file that cannot be used. The message never contains the content of the line. */
export class HtpasswdError extends Error {
  override readonly name = 'HtpasswdError';
  readonly code = 'HTPASSWD_INVALID';

  constructor(
    readonly file: string,
    /** From 1. */
    readonly line: number,
    reason: string,
  ) {
    super(`${file}, line ${line}: ${reason}`);
  }
}
