import type { RegistryErrorCode } from '@lading/core';
import { HttpError, type HttpErrorOptions } from '../http/error/http-error.js';

/** Why a token is refused, in the words of OAuth 2 (RFC 6749 §5.2). */
export type OAuthError = 'invalid_request' | 'invalid_grant' | 'invalid_target' | 'unsupported_grant_type';

/** An error of the token endpoint. */
export class TokenError extends HttpError {
  override readonly name: string = 'TokenError';

  constructor(
    status: number,
    readonly oauthError: OAuthError,
    message: string,
    options: HttpErrorOptions = {},
  ) {
    super(status, codeOf(status), message, options);
  }
}

/** 401 with the challenge that RFC 9110 §15.5.2 requires. Clients of registries do not read it. */
export function wrongCredentials(service: string, message: string): TokenError {
  const headers = { 'WWW-Authenticate': `Basic realm="${service.replace(/["\\]/g, '\\$&')}", charset="UTF-8"` };
  return new TokenError(401, 'invalid_grant', message, { headers });
}

function codeOf(status: number): RegistryErrorCode {
  return status === 401 ? 'UNAUTHORIZED' : 'UNSUPPORTED';
}
