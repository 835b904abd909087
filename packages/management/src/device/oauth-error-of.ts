import { problemOf } from '../problem/problem-of.js';
import { OAuthError, type OAuthErrorCode } from './oauth-error.js';

/** The answer to an error. For an unexpected error, it reveals nothing. */
export function oauthErrorOf(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  const { status, message, retryAfterSeconds } = problemOf(error);
  return new OAuthError(codeOf(status), message, { status, retryAfterSeconds });
}

function codeOf(status: number): OAuthErrorCode {
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
