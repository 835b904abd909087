import { EgressError } from '@lading/egress';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';

/**
 * A sign-in that failed at the provider. `refused`: its answer is an error or is not valid. `unavailable`: it cannot be reached,
 * or it does not work with the registry. The message contains nothing of the answer except an error code of OAuth.
 */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';

  constructor(
    readonly outcome: 'refused' | 'unavailable',
    message: string,
  ) {
    super(message);
  }
}

/** Errors at the authorization endpoint that say nothing about the person (RFC 6749, section 4.1.2.1). */
const temporary: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable']);

/** Codes of openid-client for answers that cannot be read. The provider does not work. */
const unreadable: ReadonlySet<string | undefined> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** Makes a fault from an error of the client, which may contain codes, tokens and paths. */
export function providerFaultOf(error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error;
  if (error instanceof AuthorizationResponseError)
    return fault(temporary.has(error.error) ? 'unavailable' : 'refused', `the provider answers ${codeOf(error.error)}`);
  // Only `invalid_grant` is about the sign-in. The other codes are about the client (RFC 6749, section 5.2).
  if (error instanceof ResponseBodyError)
    return fault(
      error.error === 'invalid_grant' ? 'refused' : 'unavailable',
      `the provider answers ${codeOf(error.error)}`,
    );
  if (error instanceof WWWAuthenticateChallengeError)
    return fault('unavailable', `the provider does not accept the client: it answers with the status ${error.status}`);
  if (error instanceof EgressError) return fault('unavailable', error.message);
  if (!(error instanceof ClientError)) return unusable(error);
  if (error.cause instanceof EgressError) return fault('unavailable', error.cause.message);
  return fault(unreadable.has(error.code) ? 'unavailable' : 'refused', `${error.message} (${error.code})`);
}

/** For other errors, such as a missing file. */
function unusable(error: unknown): ProviderFault {
  const { code, name } = error as NodeJS.ErrnoException;
  return fault('unavailable', `the client of the provider cannot be used: ${code ?? name}`);
}

function fault(outcome: ProviderFault['outcome'], message: string): ProviderFault {
  return new ProviderFault(outcome, message);
}

/** The error comes from a URL that anybody can write. */
function codeOf(error: string): string {
  return /^[a-z_]{1,40}$/.test(error) ? error : 'an unknown error';
}
