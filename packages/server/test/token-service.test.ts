import type { LiveAccess } from '@lading/access';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessControlOf, createRegistryAdapter, RegistryModule, TokenServiceModule } from '../src/index.js';
import { basic, fakeAuthorizer, fakeSignIn, fakeTokens, issued } from './support/fake-access.js';
import { memoryStores } from './support/memory-stores.js';

const parts = { signIn: fakeSignIn, tokens: fakeTokens, authorizer: fakeAuthorizer };
const form = 'application/x-www-form-urlencoded';
const login = 'grant_type=password&username=ada&password=right';

async function start(live?: LiveAccess, basePath = ''): Promise<NestFastifyApplication> {
  const access = accessControlOf(parts, { realm: 'https://registry.test/v2/token' });
  @Module({
    imports: [
      RegistryModule.forRoot({ ...memoryStores(), access }),
      TokenServiceModule.forRoot({ access: { ...parts, live } }),
    ],
  })
  class AppModule {}
  const application = await NestFactory.create<NestFastifyApplication>(AppModule, createRegistryAdapter({ basePath }), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await application.listen(0, '127.0.0.1');
  return application;
}

describe('the token service', () => {
  let application: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    application = await start();
    url = await application.getUrl();
  });
  afterAll(() => application.close());
  beforeEach(() => {
    issued.length = 0;
  });

  const get = (query = '', authorization?: string, path = '/v2/token') =>
    fetch(`${url}${path}${query}`, { headers: authorization === undefined ? {} : { authorization } });
  const post = (body: string, contentType: string | undefined = form, path = '/v2/token') =>
    fetch(`${url}${path}`, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': contentType } });

  it.each(['/v2/token', '/v2/token/', '/token', '/token/'])(
    '[A15] [A29] answers GET %s with a token, twice named, for how long, and not to be stored',
    async (path) => {
      const answer = await get('?service=registry.test', basic('ada', 'right'), path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(await answer.json()).toEqual({ token: 'pull', access_token: 'pull', expires_in: 1800 });
      expect(issued).toEqual([
        { identity: { kind: 'user', name: 'ada', credential: 'c1' }, address: '127.0.0.1', scopes: [] },
      ]);
      const ping = await fetch(`${url}/v2/`, { headers: { authorization: 'Bearer pull' } });
      expect(ping.status).toBe(200);
    },
  );

  it('reads scopes that are repeated and separated by spaces', async () => {
    await get('?scope=repository:a:pull%20repository:b:push&scope=registry:catalog:*', basic('ada', 'right'));
    expect(issued[0]?.scopes).toEqual(['repository:a:pull', 'repository:b:push', 'registry:catalog:*']);
  });

  it('[A24] takes the name of Basic, not that of account', async () => {
    await get('?account=eve', basic('ada', 'right'));
    expect(issued[0]?.identity).toMatchObject({ name: 'ada' });
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['an empty name and password', basic('', '')],
  ])('gives an anonymous token for %s', async (_, authorization) => {
    expect((await get('', authorization)).status).toBe(200);
    expect(issued[0]?.identity).toEqual({ kind: 'anonymous' });
  });

  it('does not seem to log in whom it does not know, where anonymous clients may do nothing', async () => {
    const view = { visibleRepositories: () => ({ allow: [] }) } as unknown as LiveAccess['view'];
    const closed = await start({ view, refresh: async () => {} });
    const closedUrl = await closed.getUrl();
    expect((await fetch(`${closedUrl}/v2/token`)).status).toBe(401);
    expect((await fetch(`${closedUrl}/v2/token?scope=repository:a:pull`)).status).toBe(200);
    await closed.close();
  });

  it.each<[string, string, string | undefined]>([
    ['a wrong password', '', basic('ada', 'wrong')],
    ['an unknown user', '', basic('eve', 'right')],
    ['malformed credentials', '', 'Basic !!!'],
    ['credentials of another scheme', '', 'Bearer pull'],
  ])('[A16] [A17] answers %s with 401, for both kinds of clients', async (_, query, authorization) => {
    const answer = await get(query, authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="registry.test", charset="UTF-8"');
    const message = 'the name or the secret is wrong';
    expect(await answer.json()).toEqual({
      errors: [{ code: 'UNAUTHORIZED', message }],
      error: 'invalid_grant',
      error_description: message,
    });
  });

  it('[A18] answers a form with a token and its scope', async () => {
    for (const path of ['/v2/token', '/token']) {
      const answer = await post(login, `${form}; charset=utf-8`, path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toEqual({
        token: 'pull',
        access_token: 'pull',
        expires_in: 1800,
        scope: 'repository:ada/app:pull,push',
        token_type: 'Bearer',
      });
    }
  });

  it('[A19] reads a repeated scope of a form', async () => {
    await post(`${login}&scope=repository%3Aa%3Apull&scope=repository:b:pull+repository:c:pull`);
    expect(issued[0]?.scopes).toEqual(['repository:a:pull', 'repository:b:pull', 'repository:c:pull']);
  });

  it.each<[string, string, number, string]>([
    ['[A20] an unknown grant', 'grant_type=client_credentials', 400, 'unsupported_grant_type'],
    ['no grant', 'username=ada&password=right', 400, 'unsupported_grant_type'],
    ['a refresh token', 'grant_type=refresh_token&refresh_token=x', 400, 'unsupported_grant_type'],
    ['[A23] a foreign service', `${login}&service=other.test`, 400, 'invalid_request'],
    ['a form without a password', 'grant_type=password&username=ada', 400, 'invalid_request'],
    ['a form with two names', `${login}&username=eve`, 400, 'invalid_request'],
    ['a form with a wrong password', 'grant_type=password&username=ada&password=x', 401, 'invalid_grant'],
    ['[A22] a form of 64 KiB and 1 byte', `${login}&x=`.padEnd(64 * 1024 + 1, 'x'), 413, 'invalid_request'],
  ])('refuses %s', async (_, body, status, error) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const said = await answer.json();
    expect(said).toMatchObject({ error, errors: [{ code: expect.any(String) }] });
    expect(issued).toEqual([]);
  });

  it('takes a form of 64 KiB', async () => {
    expect((await post(`${login}&x=`.padEnd(64 * 1024, 'x'))).status).toBe(200);
  });

  it.each(['application/json', 'text/plain', undefined])('[A21] refuses a body of the type %s', async (contentType) => {
    const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
    const body = Buffer.from(JSON.stringify({ grant_type: 'password', username: 'ada', password: 'right' }));
    const answer = await fetch(`${url}/token`, { method: 'POST', body, headers });
    expect(answer.status).toBe(415);
  });

  it('[A23] refuses a foreign service in the query', async () => {
    const answer = await get('?service=other.test', basic('ada', 'right'));
    expect(answer.status).toBe(400);
  });

  it('[A25] gives and takes no refresh token unless they are switched on', async () => {
    const answer = await get('?offline_token=true', basic('ada', 'right'));
    expect(await answer.json()).not.toHaveProperty('refresh_token');
    const posted = await post(`${login}&access_type=offline`);
    expect(await posted.json()).not.toHaveProperty('refresh_token');
    const refreshed = await post('grant_type=refresh_token&refresh_token=x');
    expect(refreshed.status).toBe(400);
    expect(await refreshed.json()).toMatchObject({ error: 'unsupported_grant_type' });
  });

  it('[A30] ignores secrets in the query, and does not log them', async () => {
    const lines: string[] = [];
    const spies = (['error', 'warn', 'log', 'debug'] as const).map((level) =>
      import.meta.jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((...values: unknown[]) => void lines.push(values.join(' '))),
    );
    const answer = await get('?username=ada&password=right-canary&grant_type=password');
    expect(answer.status).toBe(200);
    expect(issued[0]?.identity).toEqual({ kind: 'anonymous' });
    expect(lines.join()).not.toContain('canary');
    for (const spy of spies) spy.mockRestore();
  });

  it('asks a client to wait that has tried too often', async () => {
    for (const answer of [
      await get('', basic('impatient', 'x')),
      await post('grant_type=password&username=impatient&password=x'),
    ]) {
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('17');
      expect(await answer.json()).toMatchObject({
        errors: [{ code: 'TOOMANYREQUESTS' }],
        error: 'temporarily_unavailable',
      });
    }
  });

  it('shows its public keys', async () => {
    const answer = await fetch(`${url}/v2/token/jwks`);
    expect(await answer.json()).toEqual({ keys: [{ kty: 'EC', kid: 'k1' }] });
  });

  it.each([
    ['PUT', '/v2/token'],
    ['HEAD', '/v2/token'],
    ['DELETE', '/token'],
    ['POST', '/v2/token/jwks'],
  ])('answers %s %s with 405', async (method, path) => {
    expect((await fetch(`${url}${path}`, { method })).status).toBe(405);
  });

  it.each(['/V2/token', '//v2/token', '/v2//token', '/v2/token;x', '/v2%2ftoken', '/v2/%74oken/x', '/tokens'])(
    '[A14] gives no token at %s',
    async (path) => {
      const answer = await get('', basic('ada', 'right'), path);
      expect([400, 404]).toContain(answer.status);
      expect(issued).toEqual([]);
    },
  );

  it('leaves a repository alone that is called token', async () => {
    const answer = await fetch(`${url}/v2/token/tags/list`, { headers: { authorization: basic('ada', 'right') } });
    expect(answer.status).toBe(403);
  });
});

it('a token service below a base path is at both paths below it', async () => {
  const application = await start(undefined, '/registry');
  const url = await application.getUrl();
  for (const path of ['/registry/v2/token', '/registry/token'])
    expect((await fetch(`${url}${path}`, { headers: { authorization: basic('ada', 'right') } })).status).toBe(200);
  for (const path of ['/v2/token', '/token']) expect((await fetch(`${url}${path}`)).status).toBe(404);
  await application.close();
});

it('a token service that cannot make tokens stops the start', async () => {
  const { verify, service } = fakeTokens;
  @Module({
    imports: [
      RegistryModule.forRoot({
        ...memoryStores(),
        access: accessControlOf(parts, { realm: 'https://registry.test/v2/token' }),
      }),
      TokenServiceModule.forRoot({ access: { ...parts, tokens: { verify, service } as never } }),
    ],
  })
  class AppModule {}
  const created = NestFactory.create(AppModule, createRegistryAdapter(), { logger: false, abortOnError: false });
  await expect(created).rejects.toThrow('access.tokens has no method issue, publicKeys');
});

it('without a token service, /token is a path of the application', async () => {
  const access = accessControlOf(parts, { realm: 'https://registry.test/v2/token' });
  @Module({ imports: [RegistryModule.forRoot({ ...memoryStores(), access })] })
  class AppModule {}
  const application = await NestFactory.create<NestFastifyApplication>(AppModule, createRegistryAdapter(), {
    logger: false,
  });
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  expect(await (await fetch(`${url}/token`)).json()).toMatchObject({ statusCode: 404 });
  expect(await (await fetch(`${url}/v2/token`)).json()).toMatchObject({ errors: [{ code: 'UNSUPPORTED' }] });
  await application.close();
});
