import type { SignIn, TokenOutcome, TokenVerifier, Workloads } from '@lading/access';
import type { Authentication, AuthenticationRequest, Authenticator, Challenge, ChallengedRequest } from '@lading/core';
import { bearerChallenge, checkTokenEndpoint, type TokenEndpoint } from './bearer-challenge.js';
import { credentialsOf } from './credentials-of.js';

const invalid = { outcome: 'rejected', reason: 'the token is not valid' } as const satisfies Authentication;

/** Signs workloads in by the tokens of their platforms, which some programs send as bearer tokens. */
export interface WorkloadSignIn extends Pick<Workloads, 'recognizes'> {
  readonly signIn: SignIn;
}

/**
 * Accepts bearer tokens with requests below `/v2/`. A token is no credential for other endpoints: it is made for pulls and
 * pushes, and a client stores it in many places.
 */
export class BearerAuthenticator implements Authenticator {
  /** @throws TypeError if the endpoint cannot be in a challenge */
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly endpoint: TokenEndpoint,
    private readonly workloads?: WorkloadSignIn | undefined,
  ) {
    checkTokenEndpoint(endpoint);
  }

  authenticate(request: AuthenticationRequest): Authentication | Promise<Authentication> {
    if (request.api !== 'registry') return { outcome: 'unknown' };
    const found = credentialsOf('bearer', request.field('authorization'));
    if (found.outcome === 'absent') return { outcome: 'unknown' };
    if (found.outcome === 'malformed') return invalid;
    if (this.workloads?.recognizes(found.credentials)) return this.ask(this.workloads, found.credentials, request);
    const answer = this.tokens.verify(found.credentials);
    return answer instanceof Promise ? answer.then(authenticationOf) : authenticationOf(answer);
  }

  private async ask(
    { signIn }: WorkloadSignIn,
    secret: string,
    { client, requestId, signal }: AuthenticationRequest,
  ): Promise<Authentication> {
    const answer = await signIn.signIn({ name: '', secret, client, requestId, signal });
    if (answer.outcome === 'refused') return invalid;
    if (answer.outcome === 'limited') return answer;
    return { outcome: 'identified', identity: answer.identity, current: answer.current };
  }

  challenge(request: ChallengedRequest): Challenge {
    return bearerChallenge(this.endpoint, request);
  }
}

function authenticationOf(answer: TokenOutcome): Authentication {
  if (answer.outcome !== 'valid') return answer.owner === undefined ? invalid : { ...invalid, identity: answer.owner };
  return { outcome: 'identified', identity: answer.identity, scopes: answer.access };
}
