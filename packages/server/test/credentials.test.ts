import { describeAuthenticator } from '@lading/conformance';
import { type AuditEvent, allowEveryone, type Refusal } from '@lading/core';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Asking,
  accessControlOf,
  BasicAuthenticator,
  BearerAuthenticator,
  type Caller,
  createRegistryAdapter,
  RegistryModule,
  RequiresLogin,
  RequiresRepository,
} from '../src/index.js';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { basic, fakeAuthorizer, fakeSignIn, fakeTokens } from './support/fake-access.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf } from './support/push.js';

const realm = 'https://registry.test/v2/token';
const parts = { signIn: fakeSignIn, tokens: fakeTokens, authorizer: fakeAuthorizer };

describeAuthenticator('BasicAuthenticator', async () => ({
  subject: new BasicAuthenticator(fakeSignIn),
  identified: [
    { fields: { authorization: basic('ada', 'right') }, identity: { kind: 'user', name: 'ada', credential: 'c1' } },
  ],
  unknown: [{ authorization: basic('', '') }, { authorization: 'Bearer pull' }, { cookie: 'session=1' }],
  rejected: [
    { authorization: basic('ada', 'wrong') },
    { authorization: 'Basic' },
    { authorization: `Basic ${Buffer.from('ada').toString('base64')}` },
    { authorization: basic('ada\n', 'right') },
    { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}` },
  ],
  dispose: async () => undefined,
}));

describeAuthenticator('BearerAuthenticator', async () => ({
  subject: new BearerAuthenticator(fakeTokens, { realm, service: 'registry.test' }),
  identified: [
    {
      fields: { authorization: 'Bearer nothing' },
      identity: { kind: 'user', name: 'ada', credential: 'c1' },
      scopes: [],
    },
  ],
  unknown: [{ authorization: basic('ada', 'right') }, { cookie: 'session=1' }],
  rejected: [{ authorization: 'Bearer forged' }, { authorization: 'Bearer' }, { authorization: 'Bearer a b' }],
  dispose: async () => undefined,
}));

it('a client that calls the registry by another of its names gets the realm there', () => {
  const otherRealms = new Map([['127.0.0.1:5000', 'http://127.0.0.1:5000/v2/token']]);
  const subject = new BearerAuthenticator(fakeTokens, { realm, otherRealms, service: 'registry.test' });
  const realmFor = (host?: string) => subject.challenge({ scopes: [], reason: 'missing', host }).parameters.realm;
  expect(realmFor('127.0.0.1:5000')).toBe('http://127.0.0.1:5000/v2/token');
  expect(realmFor('127.0.0.1:5001')).toBe(realm);
  expect(realmFor('evil.example')).toBe(realm);
  expect(realmFor()).toBe(realm);
});

it.each([
  [{ realm: 'registry.test' }, 'realm must be the public URL'],
  [{ realm: 'ftp://registry.test/token' }, 'realm must be the public URL'],
  [{ realm, otherRealms: new Map([['localhost', 'localhost']]) }, 'realm must be the public URL'],
])('a token endpoint with %j is refused at start', (options, message) => {
  expect(() => accessControlOf(parts, options)).toThrow(message);
});

it('a verifier of foreign tokens needs the name of the service', () => {
  const { verify } = fakeTokens;
  expect(() => accessControlOf({ ...parts, tokens: { verify } }, { realm })).toThrow('the option service is missing');
});

describe('a registry with names, secrets and tokens', () => {
  let registry: RunningRegistry;
  const audit: AuditEvent[] = [];
  beforeAll(async () => {
    const access = accessControlOf({ ...parts, audit: { record: (event) => void audit.push(event) } }, { realm });
    registry = await startRegistry({ ...memoryStores(), access });
  });
  afterAll(() => registry.stop());
  beforeEach(() => {
    audit.length = 0;
  });

  const ask = (path: string, authorization?: string, more: Record<string, string> = {}) =>
    fetch(new URL(path, registry.url), { headers: { ...(authorization && { authorization }), ...more } });
  const bearer = `Bearer realm="${realm}",service="registry.test"`;
  const pullOf = (name: string) => `${bearer},scope="repository:${name}:pull"`;

  it.each<[string, string, string | undefined, number, string | null]>([
    ['[A1] GET /v2/ without credentials', '/v2/', undefined, 401, bearer],
    ['a read without credentials', '/v2/ada/app/tags/list', undefined, 401, pullOf('ada/app')],
    ['[A3] an empty name and password', '/v2/', basic('', ''), 401, bearer],
    ['[A6] a catalog without credentials', '/v2/_catalog', undefined, 401, `${bearer},scope="registry:catalog:*"`],
    ['wrong Basic', '/v2/ada/app/tags/list', basic('ada', 'wrong'), 401, pullOf('ada/app')],
    ['a forged token', '/v2/ada/app/tags/list', 'Bearer x', 401, `${pullOf('ada/app')},error="invalid_token"`],
    [
      '[A53] a token that lacks what the rules allow',
      '/v2/ada/other/tags/list',
      'Bearer pull',
      401,
      `${pullOf('ada/other')},error="insufficient_scope"`,
    ],
    [
      'an anonymous token that lacks it',
      '/v2/ada/app/tags/list',
      'Bearer nobody',
      401,
      `${pullOf('ada/app')},error="insufficient_scope"`,
    ],
    ['[A54] what the rules refuse to a user', '/v2/eve/app/tags/list', 'Bearer pull', 403, null],
    ['any valid token at /v2/', '/v2/', 'Bearer nothing', 200, null],
    ['an anonymous token at /v2/', '/v2/', 'Bearer nobody', 200, null],
    ['[A11] a scheme in lower case', '/v2/', 'bearer nothing', 200, null],
    ['Basic below /v2/', '/v2/', basic('ada', 'right'), 200, null],
    ['a name without case', '/v2/', basic('ada', 'right').replace('Basic', 'BASIC'), 200, null],
  ])('answers %s by the table', async (_, path, authorization, status, challenge) => {
    const answer = await ask(path, authorization);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    if (status !== 200) expect(await errorCodeOf(answer)).toBe(status === 401 ? 'UNAUTHORIZED' : 'DENIED');
  });

  it('[A7] takes the realm from the configuration', async () => {
    const answer = await ask('/v2/', undefined, { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'http' });
    expect(answer.headers.get('www-authenticate')).toBe(bearer);
  });

  it('[A108] takes a cookie for no credential', async () => {
    expect((await ask('/v2/', undefined, { cookie: '__Host-lading=session' })).status).toBe(401);
  });

  it('[A13] refuses 16 KiB of credentials', async () => {
    for (const scheme of ['Basic', 'Bearer'])
      expect([401, 431]).toContain((await ask('/v2/', `${scheme} ${'A'.repeat(16 * 1024)}`)).status);
  });

  it('asks a client to wait that has tried too often', async () => {
    const answer = await ask('/v2/', basic('impatient', 'many'));
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('17');
    expect(await errorCodeOf(answer)).toBe('TOOMANYREQUESTS');
  });

  it('[A115] records a denied request with its rule and its real address, and without secrets', async () => {
    await ask('/v2/eve/app/tags/list', basic('ada', 'right'), {
      'user-agent': 'test/1',
      'x-forwarded-for': '192.0.2.1',
    });
    expect(audit).toEqual([
      {
        action: 'access.refused',
        outcome: 'refused',
        actor: { kind: 'user', name: 'ada' },
        credential: 'c1',
        rule: 'r7',
        repository: 'eve/app',
        address: '127.0.0.1',
        userAgent: 'test/1',
        requestId: expect.any(String),
        detail: { reason: 'not for you', scopes: ['repository:eve/app:pull'] },
      },
    ]);
  });

  it('records no invalid credentials, and no request that a login begins with', async () => {
    for (let round = 0; round < 3; round += 1) await ask('/v2/', 'Bearer forged-canary');
    await ask('/v2/', basic('ada', 'wrong-canary'));
    await ask('/v2/');
    await ask('/v2/ada/app/tags/list', 'Bearer nobody');
    await ask('/v2/ada/other/tags/list', 'Bearer pull');
    expect(audit).toEqual([]);
  });

  it('[A117] records a token that is revoked with its owner and its request, once a minute, and without the token', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask('/v2/', 'Bearer revoked')));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(audit).toMatchObject([
      {
        action: 'access.refused',
        outcome: 'refused',
        actor: { kind: 'user', name: 'ada' },
        credential: 'c1',
        requestId: expect.any(String),
        detail: { reason: 'the token is not valid' },
      },
    ]);
    expect(JSON.stringify(audit)).not.toContain('revoked');
  });
});

it.each<[string, (refusal: Refusal) => void]>([
  [
    'throws',
    () => {
      throw new Error('on purpose');
    },
  ],
  ['rejects', () => Promise.reject(new Error('on purpose'))],
  ['never ends', () => new Promise(() => {})],
])('a request does not fail if onRefusal %s', async (_, onRefusal) => {
  const access = { ...accessControlOf(parts, { realm }), onRefusal };
  const registry = await startRegistry({ ...memoryStores(), access });
  const answer = await fetch(new URL('/v2/', registry.url), { headers: { authorization: 'Bearer forged' } });
  expect(answer.status).toBe(401);
  await registry.stop();
});

@Controller('api')
class ApiController {
  @Get('rule/:team/:app')
  @RequiresRepository(':team/:app', 'pull')
  rule(@Asking() { rule }: Caller) {
    return { rule };
  }

  @Get('me')
  @RequiresLogin()
  me() {
    return {};
  }
}

describe('an endpoint of the application', () => {
  let application: NestFastifyApplication;
  beforeAll(async () => {
    const access = accessControlOf(parts, { realm });
    @Module({ imports: [RegistryModule.forRoot({ ...memoryStores(), access })], controllers: [ApiController] })
    class AppModule {}
    application = await NestFactory.create<NestFastifyApplication>(AppModule, createRegistryAdapter(), {
      logger: false,
    });
    await application.listen(0, '127.0.0.1');
  });
  afterAll(() => application.close());

  it('gets the rule that has allowed a request', async () => {
    const answer = await fetch(`${await application.getUrl()}/api/rule/public/app`);
    expect(await answer.json()).toEqual({ rule: 'public' });
  });

  it.each(['Bearer nothing', basic('ada', 'right')])('does not take %s, which is for /v2/', async (authorization) => {
    const answer = await fetch(`${await application.getUrl()}/api/me`, { headers: { authorization } });
    expect(answer.status).toBe(401);
  });
});

it('open access has no hook for refusals', () => {
  expect(allowEveryone().onRefusal).toBeUndefined();
});
