import type { SignIn } from '@lading/access';
import type { Authentication, AuthenticationRequest, Authenticator } from '@lading/core';
import { basicCredentialsOf } from './basic-credentials.js';

/**
 * Signs clients in that send a name and a secret with requests below `/v2/`: a password, a personal access token, or the
 * secret of a robot. It has no challenge, because clients should ask for a token. `curl -u` works without a challenge.
 */
export class BasicAuthenticator implements Authenticator {
  constructor(private readonly signIn: SignIn) {}

  authenticate(request: AuthenticationRequest): Authentication | Promise<Authentication> {
    if (request.api !== 'registry') return { outcome: 'unknown' };
    const found = basicCredentialsOf(request.field('authorization'));
    if (found.outcome === 'absent') return { outcome: 'unknown' };
    if (found.outcome === 'malformed') return { outcome: 'rejected', reason: 'the credentials are malformed' };
    return this.ask(found.name, found.secret, request);
  }

  private async ask(name: string, secret: string, request: AuthenticationRequest): Promise<Authentication> {
    const { client, requestId, signal } = request;
    const answer = await this.signIn.signIn({ name, secret, client, requestId, signal });
    if (answer.outcome === 'limited') return answer;
    return answer.outcome === 'signed-in'
      ? { outcome: 'identified', identity: answer.identity, current: answer.current }
      : { outcome: 'rejected', reason: 'the name or the secret is wrong' };
  }
}
