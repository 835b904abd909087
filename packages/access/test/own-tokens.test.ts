import { anonymous } from '@lading/core';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { issuer, service, startTokenService, stopTokenServices } from './support/token-service.js';

const address = '127.0.0.1';
const alice = { kind: 'user', name: 'alice', credential: 'c1' } as const;

afterEach(stopTokenServices);

describe('issue', () => {
  it('makes a JWT with the claims of the token protocol', async () => {
    const { tokens, keys } = await startTokenService();
    const issued = await tokens.issue({ identity: alice, address, scopes: ['repository:team/app:pull,push'] });
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }];
    expect(issued).toEqual({ token: issued.token, expiresInSeconds: 1800, access });
    expect(decodeProtectedHeader(issued.token)).toEqual({ alg: 'ES256', typ: 'JWT', kid: keys.list()[0]?.kid });
    const claims = decodeJwt(issued.token);
    expect(claims).toEqual({
      iss: issuer,
      sub: 'user:alice',
      aud: service,
      exp: Number(claims.iat) + 1800,
      nbf: Number(claims.iat) - 10,
      iat: Math.floor(Number(claims.auth_time)),
      auth_time: expect.any(Number),
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      cid: 'c1',
      access,
    });
  });

  it('gives each token another id', async () => {
    const { tokens } = await startTokenService();
    const ids = await Promise.all(
      [1, 2].map(async () => decodeJwt((await tokens.issue({ identity: alice, address, scopes: [] })).token).jti),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('[A56] gives a reader who asks for * the action pull', async () => {
    const { tokens, live } = await startTokenService();
    live.allows = ({ right }) => right === 'pull';
    const { access } = await tokens.issue({ identity: alice, address, scopes: ['repository:n:*'] });
    expect(access).toEqual([{ type: 'repository', name: 'n', actions: ['pull'] }]);
  });

  it('[A28] gives an anonymous client what the rules allow to it', async () => {
    const { tokens, live } = await startTokenService();
    live.allows = ({ identity, repository }) => identity.kind !== 'anonymous' || repository.startsWith('public/');
    const scopes = ['repository:public/a:pull', 'repository:team/a:pull'];
    const { token, access } = await tokens.issue({ identity: anonymous, address, scopes });
    expect(access).toEqual([{ type: 'repository', name: 'public/a', actions: ['pull'] }]);
    expect(decodeJwt(token)).toMatchObject({ sub: '' });
    expect(await tokens.verify(token)).toEqual({ outcome: 'valid', identity: anonymous, access });
  });

  it('[A59] keeps a token below 4 KiB and leaves out the scopes that do not fit', async () => {
    const { tokens } = await startTokenService();
    const scopes = Array.from(
      { length: 65 },
      (_, number) => `repository:${'n'.repeat(200)}/${number}:pull,push,delete`,
    );
    const { token, access } = await tokens.issue({ identity: alice, address, scopes });
    expect(token.length).toBeLessThanOrEqual(4096);
    expect(token.length).toBeGreaterThan(3600);
    expect(await tokens.verify(token)).toMatchObject({ outcome: 'valid', access });
  });

  it('has no tokens for the registry itself', async () => {
    const { tokens } = await startTokenService();
    const identity = { kind: 'system', name: 'registry' } as const;
    await expect(tokens.issue({ identity, address, scopes: [] })).rejects.toThrow(TypeError);
  });
});

describe('verify', () => {
  it('tells who the account is now, and what the token allows', async () => {
    const { tokens } = await startTokenService();
    const { token, access } = await tokens.issue({ identity: alice, address, scopes: ['repository:a:pull'] });
    for (const _ of [1, 2])
      expect(await tokens.verify(token)).toEqual({
        outcome: 'valid',
        identity: { kind: 'user', name: 'alice', credential: 'c1', groups: ['team'] },
        access,
      });
  });

  it('answers at once for a token that it has verified before', async () => {
    const { tokens } = await startTokenService();
    const { token } = await tokens.issue({ identity: alice, address, scopes: [] });
    await tokens.verify(token);
    expect(tokens.verify(token)).not.toBeInstanceOf(Promise);
  });

  it.each(['the account is disabled', 'the credential is revoked', 'nothing from before counts'])(
    '[A50] refuses a token that it has verified before when %s',
    async (change) => {
      const { tokens, live } = await startTokenService();
      const { token } = await tokens.issue({ identity: alice, address, scopes: [] });
      expect(await tokens.verify(token)).toMatchObject({ outcome: 'valid' });
      if (change.startsWith('the account')) live.names.delete('alice');
      else if (change.startsWith('the credential')) live.revoked.add('c1');
      else live.notBefore = new Date(Date.now() + 1);
      const owner = { kind: 'user', name: 'alice', credential: 'c1' };
      expect(await tokens.verify(token)).toEqual({ outcome: 'invalid', owner });
    },
  );

  it('accepts a token that was issued right after the time before which nothing counts', async () => {
    const { tokens, live, keys } = await startTokenService();
    live.notBefore = keys.now();
    const { token } = await tokens.issue({ identity: alice, address, scopes: [] });
    expect(await tokens.verify(token)).toMatchObject({ outcome: 'valid' });
  });

  it('[A31] accepts a token of another process', async () => {
    const first = await startTokenService();
    const second = await startTokenService({ store: first.store });
    const { token } = await first.tokens.issue({ identity: alice, address, scopes: [] });
    expect(await second.tokens.verify(token)).toMatchObject({ outcome: 'valid' });
    const other = await second.tokens.issue({ identity: alice, address, scopes: [] });
    expect(await first.tokens.verify(other.token)).toMatchObject({ outcome: 'valid' });
  });
});
