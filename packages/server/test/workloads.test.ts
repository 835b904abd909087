import { type Access, type AccessRulesOfFile, createAccess } from '@lading/access';
import { githubClaims, WorkloadIssuer } from '@lading/access/testing';
import { MemoryAccessStore } from '@lading/storage';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessControlOf, createRegistryAdapter, RegistryModule, TokenServiceModule } from '../src/index.js';
import { basic } from './support/fake-access.js';
import { memoryStores } from './support/memory-stores.js';

const service = 'registry.test';
let issuer: WorkloadIssuer;
let access: Access;
let application: NestFastifyApplication;
let url: string;

const files = (): AccessRulesOfFile => ({
  rules: [{ effect: 'allow', who: ['robot:ci'], where: ['team/**'], what: ['pull', 'push'] }],
  trusts: [
    {
      issuer: issuer.issuer,
      audience: service,
      claims: { repository_id: '74', ref: 'refs/heads/main' },
      robot: 'ci',
      maximumSeconds: 600,
    },
  ],
  issuers: [{ issuer: issuer.issuer, addresses: ['127.0.0.1'] }],
});

beforeAll(async () => {
  issuer = await WorkloadIssuer.start();
  access = await createAccess({
    store: new MemoryAccessStore(),
    tokens: { service, issuer: `https://${service}`, sealingKeys: [Buffer.alloc(32, 1)] },
    files: files(),
  });
  const control = accessControlOf(access, { realm: `https://${service}/v2/token` });
  @Module({
    imports: [RegistryModule.forRoot({ ...memoryStores(), access: control }), TokenServiceModule.forRoot({ access })],
  })
  class AppModule {}
  application = await NestFactory.create<NestFastifyApplication>(AppModule, createRegistryAdapter(), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await application.listen(0, '127.0.0.1');
  url = await application.getUrl();
});

afterAll(async () => {
  await application.close();
  await access.close();
  await issuer.close();
});

const token = (more: object = {}) => issuer.sign({ aud: service, ...githubClaims(more) });

async function statusOf(method: string, path: string, authorization: string): Promise<number> {
  const { status } = await fetch(`${url}${path}`, { method, headers: { authorization } });
  return status;
}

/** The statuses of a request that the robot may do and of one that it may not do. */
async function rightsOf(authorization: string): Promise<readonly number[]> {
  return [
    await statusOf('GET', '/v2/', authorization),
    await statusOf('POST', '/v2/team/app/blobs/uploads/', authorization),
    await statusOf('GET', '/v2/team/app/manifests/none', authorization),
    await statusOf('DELETE', '/v2/team/app/manifests/none', authorization),
    await statusOf('POST', '/v2/other/app/blobs/uploads/', authorization),
  ];
}

const ofRobot = [200, 202, 404, 403, 403];

const exchange = (parameters: Readonly<Record<string, string>>) =>
  fetch(`${url}/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      ...parameters,
    }),
  });

describe('a token of a workload', () => {
  it('[A98] has the same rights as Bearer, as password, and after an exchange', async () => {
    expect(await rightsOf(`Bearer ${token()}`)).toEqual(ofRobot);
    expect(await rightsOf(basic('ci', token()))).toEqual(ofRobot);
    const { access_token: secret } = (await (await exchange({ subject_token: token() })).json()) as {
      access_token: string;
    };
    expect(await rightsOf(basic('ci', secret))).toEqual(ofRobot);
  });

  it('[A89] gets a bearer token that lives no longer than the trust rule allows', async () => {
    const scope = 'scope=repository:team/app:pull,push,delete';
    const answer = await fetch(`${url}/v2/token?service=${service}&${scope}`, {
      headers: { authorization: basic('anything', token()) },
    });
    const body = (await answer.json()) as { token: string; expires_in: number };
    expect(body.expires_in).toBeLessThanOrEqual(600);
    expect(await statusOf('POST', '/v2/team/app/blobs/uploads/', `Bearer ${body.token}`)).toBe(202);
    access.replaceFiles({ ...files(), trusts: [] });
    expect(await statusOf('POST', '/v2/team/app/blobs/uploads/', `Bearer ${body.token}`)).toBe(401);
    access.replaceFiles(files());
  });

  it.each([
    ['[A91] another branch', { ref: 'refs/heads/other' }],
    ['[A92] another audience', { aud: 'https://github.com/octo-org' }],
    ['[A94] another repository', { repository_id: '75' }],
    ['[A95] an unknown issuer', { iss: 'https://unknown.example.com' }],
  ])('with %s gets 401 in every place', async (_, more) => {
    const wrong = () => issuer.sign({ aud: service, ...githubClaims(), ...more });
    const answer = await fetch(`${url}/v2/`, { headers: { authorization: `Bearer ${wrong()}` } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await statusOf('GET', '/v2/', basic('ci', wrong()))).toBe(401);
    expect(await statusOf('GET', '/v2/token', basic('ci', wrong()))).toBe(401);
    expect((await exchange({ subject_token: wrong() })).status).toBe(400);
  });
});

it('a trust rule that names the registry itself does not take its bearer tokens', async () => {
  const own = { ...(files().trusts?.[0] as object), issuer: `https://${service}`, jwks: issuer.jwks } as never;
  const scope = 'scope=repository:team/app:pull,push';
  const answer = await fetch(`${url}/v2/token?${scope}`, { headers: { authorization: basic('ci', token()) } });
  const { token: bearer } = (await answer.json()) as { token: string };
  access.replaceFiles({ ...files(), trusts: [...(files().trusts ?? []), own] });
  expect(await statusOf('POST', '/v2/team/app/blobs/uploads/', `Bearer ${bearer}`)).toBe(202);
  const forged = issuer.sign({ aud: service, ...githubClaims(), iss: `https://${service}` });
  expect(await statusOf('GET', '/v2/', `Bearer ${forged}`)).toBe(401);
  expect(await statusOf('GET', '/v2/', basic('ci', forged))).toBe(401);
  access.replaceFiles(files());
});

describe('the exchange of a token', () => {
  it('answers as RFC 8693 says, with the robot as name for a login', async () => {
    const answer = await exchange({ subject_token: token(), expires_in: '300', audience: service });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      access_token: expect.stringMatching(/^ldx_/),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'N_A',
      expires_in: 300,
      username: 'ci',
    });
  });

  it('[A97] refuses the same token a second time with 400', async () => {
    const used = token();
    expect((await exchange({ subject_token: used })).status).toBe(200);
    const again = await exchange({ subject_token: used });
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ error: 'invalid_request', errors: [{ code: 'UNSUPPORTED' }] });
  });

  it.each([
    [{ subject_token: undefined }],
    [{ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }],
    [{ requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    [{ scope: 'repository:team/app:pull' }],
    [{ resource: 'https://registry.test' }],
    [{ actor_token: 'x' }],
    [{ audience: 'other' }],
    [{ expires_in: '0' }],
    [{ expires_in: '1e9' }],
    [{ subject_token: 'x' }],
    [{ subject_token: 'x.y.z' }],
  ])('refuses %j with 400', async (more) => {
    const parameters = { subject_token: token(), ...more };
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const answer = await exchange(Object.fromEntries(given) as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringMatching(/^invalid_(request|target)$/) });
  });
});
