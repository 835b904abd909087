import type { SignIn, SignInOutcome, TokenRequest, TokenService } from '@lading/access';
import { type AccessScope, type Authorizer, anonymous, type Identity, parseRepositoryName } from '@lading/core';

export const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

/** Knows `ada` with the password `right`, and makes `impatient` wait. */
export const fakeSignIn: SignIn = {
  async signIn({ name, secret }): Promise<SignInOutcome> {
    if (name === 'impatient') return { outcome: 'limited', retryAfterSeconds: 17 };
    const isRight = name === 'ada' && secret === 'right';
    return isRight
      ? { outcome: 'signed-in', identity: { kind: 'user', name, credential: 'c1' } }
      : { outcome: 'refused' };
  },
};

export function scopeOf(name: string, ...actions: ('pull' | 'push' | 'delete')[]): AccessScope {
  return { type: 'repository', name: parseRepositoryName(name), actions };
}

const ada: Identity = { kind: 'user', name: 'ada', credential: 'c1' };

/** The requested scopes. */
export const issued: TokenRequest[] = [];

/** Tokens by their text. */
export const fakeTokens: TokenService = {
  service: 'registry.test',
  async issue(request) {
    issued.push(request);
    return { token: 'pull', expiresInSeconds: 1800, access: [scopeOf('ada/app', 'pull', 'push')] };
  },
  async publicKeys() {
    return { keys: [{ kty: 'EC', kid: 'k1' }] };
  },
  verify(token) {
    const access: Readonly<Record<string, { identity: Identity; access: AccessScope[] }>> = {
      pull: { identity: ada, access: [scopeOf('ada/app', 'pull')] },
      nothing: { identity: ada, access: [] },
      nobody: { identity: anonymous, access: [scopeOf('public/app', 'pull')] },
    };
    const found = access[token];
    if (token === 'revoked') return { outcome: 'invalid', owner: { kind: 'user', name: 'ada', credential: 'c1' } };
    return found === undefined ? { outcome: 'invalid' } : { outcome: 'valid', ...found };
  },
};

/** ada may do everything in `ada/`, and everybody may pull from `public/`. */
export const fakeAuthorizer: Authorizer = {
  authorize({ identity, scopes, hasCredentials }) {
    if (scopes.length === 0) return hasCredentials ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'sign in' };
    const isOwn = identity.kind !== 'anonymous' && scopes.every(({ name }) => name.startsWith('ada/'));
    const isPublic = scopes.every(
      ({ name, actions }) => name.startsWith('public/') && [...actions].every((action) => action === 'pull'),
    );
    if (isOwn) return { outcome: 'allowed', rule: 'own' };
    return isPublic ? { outcome: 'allowed', rule: 'public' } : { outcome: 'denied', reason: 'not for you', rule: 'r7' };
  },
};
