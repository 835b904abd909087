/** The errors of the device flow (RFC 6749, section 5.2; RFC 8628, section 3.5). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | 'temporarily_unavailable'
  | 'server_error';

interface OAuthErrorOptions {
  /** 400 if absent. */
  readonly status?: number;
  readonly retryAfterSeconds?: number | undefined;
}

/** A request of a device that is refused. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: OAuthErrorCode,
    message: string,
    { status = 400, retryAfterSeconds }: OAuthErrorOptions = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
