import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { anonymous, isRegistryError } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { generate } from 'selfsigned';
import { StoreClock } from '../src/clock/store-clock.js';
import { createExternalTokens } from '../src/external-issuer/create-external-tokens.js';
import type { ExternalIssuerOptions } from '../src/external-issuer/external-issuer-options.js';
import { tokenDecides } from '../src/external-issuer/token-decides.js';
import { createAccess } from '../src/index.js';
import { ExternalIssuer } from '../src/testing/external-issuer.js';
import { IssuerKey } from '../src/testing/issuer-key.js';
import type { TokenVerifier } from '../src/token/tokens.js';
import { es256, forgeToken, rs256 } from './support/forge-token.js';
import { describeTokenAttacks } from './support/token-attacks.js';

const service = 'registry.example.com';
let directory: string;
let issuer: ExternalIssuer;
let elapsed = 0;
let problems: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lading-issuer-'));
});
beforeEach(async () => {
  [elapsed, problems] = [0, []];
  issuer = await ExternalIssuer.start({ service });
});
afterEach(() => issuer.close());
afterAll(() => rm(directory, { recursive: true }));

async function fileWith(content: string): Promise<string> {
  const path = join(directory, `${Math.random()}`);
  await writeFile(path, content);
  return path;
}

const optionsWith = (options: Partial<ExternalIssuerOptions>): ExternalIssuerOptions => ({
  realm: 'https://issuer.example.com/token',
  service,
  issuer: 'https://issuer.example.com',
  ...options,
});
const verifierWith = (options: Partial<ExternalIssuerOptions>) =>
  createExternalTokens(optionsWith(options), {
    onProblem: (message) => void problems.push(message),
    now: () => performance.now() + elapsed,
    clock: new StoreClock(),
    groupsOf: (user) => (user === 'alice' ? ['team'] : []),
  });
const outcomeOf = async (verifier: TokenVerifier, token: string) => (await verifier.verify(token)).outcome;

describe('tokens of an external issuer', () => {
  describeTokenAttacks(async () => {
    const attacked = await ExternalIssuer.start({ service });
    const { key } = attacked;
    await attacked.close();
    return {
      verifier: await verifierWith({ rootCertBundle: await fileWith(key.pem) }),
      publicKey: key.publicKey,
      privateKey: key.privateKey,
      header: { alg: 'ES256', kid: key.ids.thumbprint },
      claims: attacked.claims(),
    };
  });

  it('[A51] name a PEM key by its thumbprint, that of Distribution, or that of libtrust', async () => {
    for (let pairs = 0; pairs < 20; pairs += 1) {
      issuer.changeKey();
      const verifier = await verifierWith({ rootCertBundle: await fileWith(issuer.key.pem) });
      for (const kid of Object.values(issuer.key.ids))
        expect(await outcomeOf(verifier, issuer.sign({}, { kid }))).toBe('valid');
    }
  });

  it('[A51] may name a key by the thumbprint of the base point, as Distribution 3.0 does', async () => {
    const verifier = await verifierWith({ rootCertBundle: await fileWith(issuer.key.pem) });
    const basePoint = {
      x: '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
      y: '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    };
    const [x, y] = [basePoint.x, basePoint.y].map((hex) => Buffer.from(hex, 'hex').toString('base64url'));
    const members = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
    const kid = createHash('sha256').update(members).digest('base64url');
    expect(await outcomeOf(verifier, issuer.sign({}, { kid }))).toBe('valid');
  });

  it('may name their key by the id of a jwk in the header, of which nothing else counts', async () => {
    const verifier = await verifierWith({ rootCertBundle: await fileWith(issuer.key.pem) });
    const jwk = { ...new IssuerKey().jwk, kid: issuer.key.ids.libtrust };
    expect(await outcomeOf(verifier, issuer.sign({}, { kid: undefined, jwk }))).toBe('valid');
    expect(await outcomeOf(verifier, issuer.sign({}, { jwk: new IssuerKey().jwk }))).toBe('invalid');
    expect(await outcomeOf(verifier, issuer.sign({}, { jwk: null }))).toBe('invalid');
  });

  it('may be signed with RSA', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'rsa' };
    const verifier = await verifierWith({ jwks: await fileWith(JSON.stringify({ keys: [jwk] })) });
    const token = forgeToken({ alg: 'RS256', kid: 'rsa' }, issuer.claims(), rs256(privateKey));
    expect(await outcomeOf(verifier, token)).toBe('valid');
    const narrow = await verifierWith({
      jwks: await fileWith(JSON.stringify({ keys: [jwk] })),
      signingAlgorithms: ['ES256'],
    });
    expect(await outcomeOf(narrow, token)).toBe('invalid');
  });

  it('identify the client and its scopes', async () => {
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    const access = [
      { type: 'repository', name: 'team/a', actions: ['*'] },
      { type: 'repository', name: '../x', actions: ['pull'] },
      { type: 'registry', name: 'catalog', actions: ['*'] },
      { type: 'other', name: 'x', actions: ['pull'] },
    ];
    const token = issuer.sign({ access });
    for (const _ of ['new', 'known'])
      expect(await verifier.verify(token)).toEqual({
        outcome: 'valid',
        identity: { kind: 'user', name: 'alice', groups: ['team'] },
        access: [
          { type: 'repository', name: 'team/a', actions: ['pull', 'push', 'delete'] },
          { type: 'registry', name: 'catalog', actions: ['*'] },
        ],
      });
    expect(issuer.requests).toBe(1);
  });

  it('are those of an anonymous client if they have no subject', async () => {
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    for (const sub of ['', undefined])
      expect(await verifier.verify(issuer.sign({ sub, access: null }))).toEqual({
        outcome: 'valid',
        identity: anonymous,
        access: [],
      });
  });

  it('are refused with a subject that has control characters or more than 255', async () => {
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    for (const sub of ['a\u0000b', 'a\nb', 'x'.repeat(256), 7])
      expect(await outcomeOf(verifier, issuer.sign({ sub }))).toBe('invalid');
    expect(await outcomeOf(verifier, issuer.sign({ sub: 'Zoë@example.com' }))).toBe('valid');
  });

  it('[A38] may name their key by certificates, which decide alone', async () => {
    const { private: pem, cert } = await generate([{ name: 'commonName', value: 'issuer' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    });
    const verifier = await verifierWith({ rootCertBundle: await fileWith(cert + issuer.key.pem) });
    const x5c = [new X509Certificate(cert).raw.toString('base64')];
    const signed = forgeToken({ alg: 'ES256', x5c }, issuer.claims(), es256(createPrivateKey(pem)));
    expect(await outcomeOf(verifier, signed)).toBe('valid');
    expect(await outcomeOf(verifier, issuer.sign())).toBe('valid');
    for (const wrong of [x5c, [], ['MIIB'], null]) {
      expect(await outcomeOf(verifier, issuer.sign({}, { x5c: wrong }))).toBe('invalid');
    }
  });

  it('decide alone if there are no rules', async () => {
    const client = { address: '127.0.0.1' };
    const signal = new AbortController().signal;
    const ask = (hasCredentials: boolean) =>
      tokenDecides().authorize({ identity: anonymous, client, signal, hasCredentials, scopes: [] });
    expect(await ask(true)).toEqual({ outcome: 'allowed' });
    expect(await ask(false)).toMatchObject({ outcome: 'denied' });
  });
});

describe('the keys behind a URL', () => {
  it('[A52] remain in use while the issuer is down; without any, tokens are refused', async () => {
    issuer.fault = 'down';
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    const failure = await Promise.resolve(verifier.verify(issuer.sign())).catch((error: unknown) => error);
    expect(isRegistryError(failure, 'UNAVAILABLE')).toBe(true);
    expect(problems).toEqual(['the keys of the token issuer cannot be read']);
    issuer.fault = 'none';
    elapsed += 31_000;
    expect(await outcomeOf(verifier, issuer.sign())).toBe('valid');
    issuer.fault = 'down';
    elapsed += 23 * 3_600_000;
    expect(await outcomeOf(verifier, issuer.sign())).toBe('valid');
    elapsed += 3_600_000;
    await expect(Promise.resolve(verifier.verify(issuer.sign()))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it.each(['huge', 'redirect', 'garbage', 'slow'] as const)('are not read if the answer is %s', async (fault) => {
    issuer.fault = fault;
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    await expect(Promise.resolve(verifier.verify(issuer.sign()))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(issuer.requests).toBe(1);
  });

  it('are read again for an unknown key, at most every 30 s', async () => {
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    const before = issuer.sign();
    expect(await outcomeOf(verifier, before)).toBe('valid');
    issuer.changeKey();
    expect(await outcomeOf(verifier, issuer.sign())).toBe('invalid');
    expect(issuer.requests).toBe(1);
    elapsed += 31_000;
    expect(await Promise.all([1, 2, 3].map(() => outcomeOf(verifier, issuer.sign())))).toEqual(Array(3).fill('valid'));
    expect(issuer.requests).toBe(2);
    expect(await outcomeOf(verifier, before)).toBe('invalid');
  });

  it('are read again after 10 minutes, also if all tokens are known', async () => {
    const verifier = await verifierWith({ jwksUrl: issuer.jwksUrl });
    const token = issuer.sign();
    expect(await outcomeOf(verifier, token)).toBe('valid');
    issuer.changeKey();
    elapsed += 599_000;
    expect(await outcomeOf(verifier, token)).toBe('valid');
    expect(issuer.requests).toBe(1);
    elapsed += 2000;
    await outcomeOf(verifier, token);
    expect(await outcomeOf(verifier, issuer.sign())).toBe('valid');
    expect(issuer.requests).toBe(2);
    expect(await outcomeOf(verifier, token)).toBe('invalid');
  });
});

it('the connections to an issuer end when access control is closed', async () => {
  const server = createServer((_, response) => response.end(JSON.stringify(issuer.jwks)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connections = async () => (await promisify(server.getConnections.bind(server))()) as number;
  const access = await createAccess({
    store: new MemoryAccessStore(),
    external: optionsWith({ jwksUrl: `http://127.0.0.1:${port}/jwks` }),
  });
  expect((await access.tokens.verify(issuer.sign())).outcome).toBe('valid');
  expect(await connections()).toBe(1);
  await access.close();
  while ((await connections()) > 0) await setTimeout(5);
  await new Promise((resolve) => server.close(resolve));
});

describe('the options of an external issuer', () => {
  it.each([
    [{}, 'one of rootCertBundle, jwks and jwksUrl is needed'],
    [{ jwksUrl: 'http://issuer.example.com/jwks' }, 'jwksUrl must be a URL with https'],
    [{ jwksUrl: 'http://127.0.0.1.example.com/jwks' }, 'jwksUrl must be a URL with https'],
    [{ jwksUrl: 'https://user:secret@issuer.example.com/' }, 'jwksUrl must be a URL with https'],
    [{ jwksUrl: 'file:///etc/jwks' }, 'jwksUrl must be a URL with https'],
    [{ jwks: '/nowhere/jwks' }, 'jwks cannot be used'],
    [{ jwksUrl: 'https://x.example.com/', signingAlgorithms: ['HS256'] }, 'signingAlgorithms must be some of RS256'],
    [{ jwksUrl: 'https://x.example.com/', signingAlgorithms: ['none'] }, 'signingAlgorithms must be some of'],
    [{ jwksUrl: 'https://x.example.com/', signingAlgorithms: [] }, 'signingAlgorithms must be some of'],
    [{ jwksUrl: 'https://x.example.com/', realm: 'javascript:1' }, 'realm must be a URL'],
    [{ jwksUrl: 'https://x.example.com/', issuer: '' }, 'issuer must be a non-empty string'],
  ])('are refused if they are %j', async (options, message) => {
    await expect(verifierWith(options)).rejects.toThrow(`external: ${message}`);
  });

  it('are refused with a file of private or symmetric keys, or of none, without their content', async () => {
    const { privateKey } = new IssuerKey();
    const jwk = privateKey.export({ format: 'jwk' });
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const sets = [
      { keys: [{ ...jwk, kid: 'a' }] },
      { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'a' }] },
      { keys: [] },
      7,
    ];
    for (const set of sets) {
      const failure = await verifierWith({ jwks: await fileWith(JSON.stringify(set)) }).catch(String);
      expect(failure).toContain('external: jwks cannot be used');
      expect(failure).not.toMatch(new RegExp(`c2VjcmV0|${jwk.d}`));
    }
    for (const text of [pem, 'x', '', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----']) {
      const failure = await verifierWith({ rootCertBundle: await fileWith(text) }).catch(String);
      expect(failure).toContain('external: rootCertBundle cannot be used');
      expect(failure).not.toContain(pem.split('\n')[1]);
    }
  });
});
