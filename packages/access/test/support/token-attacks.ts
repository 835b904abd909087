import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { TokenVerifier } from '../../src/token/tokens.js';
import { es256, forgeToken, type Json, rs256 } from './forge-token.js';

/** A verifier, and the key pair and values of an honest token for it. */
export interface AttackedVerifier {
  readonly verifier: TokenVerifier;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly header: Json;
  /** The claims of a token that is valid at this second. */
  readonly claims: Json & { readonly iat: number };
}

const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const attackerRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const empty = () => Buffer.alloc(0);
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ';

/** Tokens that every verifier refuses or accepts. */
export function describeTokenAttacks(start: () => Promise<AttackedVerifier>): void {
  let attacked: AttackedVerifier;

  beforeAll(async () => {
    attacked = await start();
  });

  const outcomeOf = async (token: string) => (await attacked.verifier.verify(token)).outcome;
  const withHeader = (change: Json, signature = es256(attacked.privateKey)) =>
    outcomeOf(forgeToken({ ...attacked.header, ...change }, attacked.claims, signature));
  const withClaims = (change: Json) =>
    outcomeOf(forgeToken(attacked.header, { ...attacked.claims, ...change }, es256(attacked.privateKey)));
  const at = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

  it('accepts the honest token', async () => {
    expect(await withHeader({})).toBe('valid');
  });

  it.each(['none', 'None', 'NONE', '', undefined, null, 7])('[A33] refuses the algorithm %j', async (alg) => {
    expect(await withHeader({ alg }, empty)).toBe('invalid');
    expect(await withHeader({ alg })).toBe('invalid');
  });

  it('[A34] refuses HS256 with our public key as the secret', async () => {
    const secrets = [
      attacked.publicKey.export({ type: 'spki', format: 'pem' }),
      attacked.publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(attacked.publicKey.export({ format: 'jwk' })),
    ];
    for (const secret of secrets)
      expect(await withHeader({ alg: 'HS256' }, (text) => createHmac('sha256', secret).update(text).digest())).toBe(
        'invalid',
      );
  });

  it('[A35] refuses a signature by RSA with any header', async () => {
    for (const alg of ['ES256', 'RS256'])
      expect(await withHeader({ alg }, rs256(attackerRsa.privateKey))).toBe('invalid');
  });

  it('[A36] refuses the key of an attacker in the header, with our key id', async () => {
    const jwk = attacker.publicKey.export({ format: 'jwk' });
    for (const embedded of [jwk, { ...jwk, kid: attacked.header.kid }])
      for (const kid of [attacked.header.kid, undefined])
        expect(await withHeader({ kid, jwk: embedded }, es256(attacker.privateKey))).toBe('invalid');
  });

  it('refuses the signature of an attacker', async () => {
    expect(await withHeader({}, es256(attacker.privateKey))).toBe('invalid');
  });

  it.each(['../../x', "' OR 1=1 --", '', '__proto__', 7, null, ['x'], undefined])(
    '[A39] refuses the key id %j',
    async (kid) => {
      expect(await withHeader({ kid })).toBe('invalid');
    },
  );

  it('[A39] refuses a key id of 4,000 characters', async () => {
    expect(await withHeader({ kid: 'x'.repeat(4000) })).toBe('invalid');
  });

  it('[A40] refuses a token for others, and accepts one that is also for others', async () => {
    const { aud } = attacked.claims;
    expect(await withClaims({ aud: 'other.example.com' })).toBe('invalid');
    expect(await withClaims({ aud: undefined })).toBe('invalid');
    expect(await withClaims({ aud: ['other.example.com'] })).toBe('invalid');
    expect(await withClaims({ aud: `${aud}.example.com` })).toBe('invalid');
    expect(await withClaims({ aud: ['other.example.com', aud] })).toBe('valid');
  });

  it('[A41] refuses a token of another issuer', async () => {
    const { iss } = attacked.claims;
    for (const other of ['https://other.example.com', `${iss}/`, String(iss).toUpperCase(), [iss], undefined])
      expect(await withClaims({ iss: other })).toBe('invalid');
  });

  it('[A42] refuses a token without an end or 61 s after it, and accepts it 30 s after', async () => {
    for (const exp of [undefined, null, `${at(600)}`, at(-61)]) expect(await withClaims({ exp })).toBe('invalid');
    expect(await withClaims({ exp: at(-30) })).toBe('valid');
  });

  it('[A43] refuses a token 90 s before its start, and accepts it 30 s before', async () => {
    expect(await withClaims({ nbf: at(90) })).toBe('invalid');
    expect(await withClaims({ nbf: at(30) })).toBe('valid');
  });

  it('[A44] refuses a token with an unknown critical part', async () => {
    expect(await withHeader({ crit: ['x'], x: 1 })).toBe('invalid');
    expect(await withHeader({ crit: ['b64'], b64: false })).toBe('invalid');
  });

  it('[A45] refuses a token with one changed byte, wherever it is', async () => {
    const token = forgeToken(attacked.header, attacked.claims, es256(attacked.privateKey));
    const changed = [...token].map(
      (letter, at) => `${token.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`,
    );
    const lastChanged = [...letters].map((letter) => token.slice(0, -1) + letter).filter((other) => other !== token);
    const outcomes = await Promise.all([...changed, ...lastChanged].map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome !== 'invalid')).toEqual([]);
  });

  it('[A46] refuses the ID token of a sign-in', async () => {
    const claims = { iss: 'https://idp.example.com', sub: 'alice', aud: 'lading', exp: at(600), nonce: 'n' };
    const header = { alg: 'ES256', kid: 'idp-1' };
    expect(await outcomeOf(forgeToken(header, claims, es256(attacker.privateKey)))).toBe('invalid');
  });

  it.each(['', '.', '..', '...', 'x', 'a.b.c', 'e30.e30.', 'e30.e30.e30.e30', '\u0000', 'é.é.é'])(
    'refuses %j, which is no token',
    async (token) => {
      expect(await outcomeOf(token)).toBe('invalid');
    },
  );

  it.each([null, 7, 'x', [{}], [{ type: 'repository' }], { type: 'repository' }])(
    'gives no rights for the claim access %j',
    async (access) => {
      const token = forgeToken(attacked.header, { ...attacked.claims, access }, es256(attacked.privateKey));
      const answer = await attacked.verifier.verify(token);
      expect(answer.outcome === 'valid' ? answer.access : []).toEqual([]);
    },
  );
}
