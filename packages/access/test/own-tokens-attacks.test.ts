import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SealingKeys } from '../src/signing-key/sealing-keys.js';
import { es256, forgeToken } from './support/forge-token.js';
import { type AttackedVerifier, describeTokenAttacks } from './support/token-attacks.js';
import { issuer, sealingKey, service, startTokenService, stopTokenServices } from './support/token-service.js';

/** A token service, and the key that only it should have. */
async function start(): Promise<AttackedVerifier> {
  const { tokens, keys, store } = await startTokenService();
  const [key] = (await store.signingKeys.read()).keys;
  const privateKey = key && new SealingKeys([sealingKey]).open(key.kid, key.sealedPrivate);
  const publicKey = key && keys.find(key.kid);
  if (privateKey === undefined || publicKey === undefined) throw new Error('there is no key');
  const now = Math.floor(Date.now() / 1000);
  return {
    verifier: tokens,
    privateKey,
    publicKey,
    header: { alg: 'ES256', typ: 'JWT', kid: key?.kid },
    claims: {
      iss: issuer,
      aud: service,
      sub: 'user:alice',
      jti: 'j1',
      iat: now,
      nbf: now,
      exp: now + 600,
      auth_time: now,
      access: [{ type: 'repository', name: 'a', actions: ['pull'] }],
    },
  };
}

afterAll(stopTokenServices);

describe('our own tokens', () => {
  describeTokenAttacks(start);

  it.each(['at+jwt', 'JWS', undefined, 7])('refuses the type %j', async (typ) => {
    const { verifier, header, claims, privateKey } = await start();
    const token = forgeToken({ ...header, typ }, claims, es256(privateKey));
    expect(await verifier.verify(token)).toEqual({ outcome: 'invalid' });
  });

  it.each(['alice', 'group:team', 'system:registry', 'user:', 'user', undefined, 7, null, 'user:mallory'])(
    'refuses the subject %j',
    async (sub) => {
      const { verifier, header, claims, privateKey } = await start();
      expect(await verifier.verify(forgeToken(header, { ...claims, sub }, es256(privateKey)))).toMatchObject({
        outcome: 'invalid',
      });
    },
  );

  it('[A37] [A38] asks nobody for keys that a header names, and does not use its certificates', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { verifier, header, claims } = await start();
    const attacker = await start();
    for (const change of [{ jku: url }, { x5u: url }, { x5c: ['MIIB'] }])
      for (const kid of [header.kid, 'other'])
        expect(
          await verifier.verify(forgeToken({ ...header, ...change, kid }, claims, es256(attacker.privateKey))),
        ).toEqual({ outcome: 'invalid' });
    server.close();
    expect(requests).toBe(0);
  });
});
