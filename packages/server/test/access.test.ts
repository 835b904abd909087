import {
  type AccessControl,
  type AccessScope,
  type Authenticator,
  type AuthorizationRequest,
  type Authorizer,
  allowEveryone,
} from '@lading/core';
import { NestFactory } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { createRegistryAdapter, RegistryModule } from '../src/index.js';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, pushBlob, sha256 } from './support/push.js';

const digest = sha256('x');
const uuid = '00000000-0000-4000-8000-000000000000';

/** Every endpoint with the scopes that it requires (AUTH-13). */
const endpoints: readonly (readonly [method: string, path: string, scope: string])[] = [
  ['GET', '/v2/', ''],
  ['HEAD', '/v2/', ''],
  ['GET', '/v2/_oci/ext/discover', ''],
  ['HEAD', '/v2/_oci/ext/discover', ''],
  ['GET', '/v2/_catalog', 'registry:catalog:*'],
  ['HEAD', '/v2/_catalog', 'registry:catalog:*'],
  ['GET', '/v2/a/b/tags/list', 'repository:a/b:pull'],
  ['HEAD', '/v2/a/b/tags/list', 'repository:a/b:pull'],
  ['GET', `/v2/a/b/referrers/${digest}`, 'repository:a/b:pull'],
  ['HEAD', `/v2/a/b/referrers/${digest}`, 'repository:a/b:pull'],
  ['GET', '/v2/a/b/manifests/x', 'repository:a/b:pull'],
  ['HEAD', '/v2/a/b/manifests/x', 'repository:a/b:pull'],
  ['PUT', '/v2/a/b/manifests/x', 'repository:a/b:pull,push'],
  ['DELETE', '/v2/a/b/manifests/x', 'repository:a/b:delete'],
  ['GET', `/v2/a/b/blobs/${digest}`, 'repository:a/b:pull'],
  ['HEAD', `/v2/a/b/blobs/${digest}`, 'repository:a/b:pull'],
  ['DELETE', `/v2/a/b/blobs/${digest}`, 'repository:a/b:delete'],
  ['POST', '/v2/a/b/blobs/uploads/', 'repository:a/b:pull,push'],
  ['GET', `/v2/a/b/blobs/uploads/${uuid}`, 'repository:a/b:pull,push'],
  ['HEAD', `/v2/a/b/blobs/uploads/${uuid}`, 'repository:a/b:pull,push'],
  ['PATCH', `/v2/a/b/blobs/uploads/${uuid}`, 'repository:a/b:pull,push'],
  ['PUT', `/v2/a/b/blobs/uploads/${uuid}`, 'repository:a/b:pull,push'],
  ['DELETE', `/v2/a/b/blobs/uploads/${uuid}`, 'repository:a/b:push'],
];

function routeOf(path: string): string {
  return path
    .replace(/\/$/, '')
    .replace('/a/b/', '/:name/')
    .replace('manifests/x', 'manifests/:reference')
    .replace(digest, ':digest')
    .replace(uuid, ':id');
}

/** What the router of a registry has, from the router itself. */
async function listRoutes(): Promise<string[]> {
  const routes: string[] = [];
  const adapter = createRegistryAdapter();
  adapter.getInstance<FastifyInstance>().addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push(`${each} ${url}`);
  });
  const module = RegistryModule.forRoot({ ...memoryStores(), access: allowEveryone() });
  const application = await NestFactory.create(module, adapter, { logger: false });
  await application.init();
  await application.close();
  return routes;
}

function scopeText(scopes: readonly AccessScope[]): string {
  return scopes.map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`).join(' ');
}

describe('the access guard', () => {
  let registry: RunningRegistry;
  const asked: AuthorizationRequest[] = [];
  let authentications = 0;
  const authenticator: Authenticator = {
    async authenticate(request) {
      authentications += 1;
      return request.field('authorization') === 'known'
        ? { outcome: 'identified', identity: { kind: 'user', name: 'known' } }
        : { outcome: 'unknown' };
    },
    challenge: ({ scopes }) => ({
      scheme: 'Bearer',
      parameters: { realm: 'https://a/token', scope: scopeText(scopes) },
    }),
  };
  const authorizer: Authorizer = {
    async authorize(request) {
      asked.push(request);
      return { outcome: 'denied', reason: 'not for you' };
    },
  };
  beforeAll(async () => {
    registry = await startRegistry({ ...memoryStores(), access: { authenticators: [authenticator], authorizer } });
  });
  afterAll(() => registry.stop());
  beforeEach(() => {
    asked.length = 0;
    authentications = 0;
  });

  it.each(endpoints)(
    'answers %s %s with the challenge for "%s" [AUTH-01, AUTH-13, BAD-095]',
    async (method, path, scope) => {
      const answer = await fetch(new URL(path, registry.url), { method });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe(`Bearer realm="https://a/token",scope="${scope}"`);
      expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
      if (method !== 'HEAD') expect(await errorCodeOf(answer)).toBe('UNAUTHORIZED');
      expect(asked).toHaveLength(1);
      expect(authentications).toBe(1);
    },
  );

  it.each(endpoints)('answers %s %s with 403 for somebody who is known and may not', async (method, path) => {
    const answer = await fetch(new URL(path, registry.url), { method, headers: { authorization: 'known' } });
    expect(answer.status).toBe(403);
    if (method !== 'HEAD') expect(await errorCodeOf(answer)).toBe('DENIED');
  });

  it('is asked about every route that there is [AUTH-13]', async () => {
    expect(new Set(await listRoutes())).toEqual(
      new Set(endpoints.map(([method, path]) => `${method} ${routeOf(path)}`)),
    );
  });

  it.each(['/%762/a/b/tags/list', '/%76%32/a%2Fb/manifests/x'])(
    'lets nobody in by the disguised path %s',
    async (path) => {
      const answer = await fetch(new URL(path, registry.url));
      expect(answer.status).toBe(404);
      expect(asked).toHaveLength(0);
      expect(authentications).toBe(0);
    },
  );
});

describe('a mount', () => {
  const mayPull = new Set<string>();
  const authorizer: Authorizer = {
    authorize: async ({ scopes }) =>
      scopes.every((scope) => scope.actions.includes('push' as never) || mayPull.has(scope.name))
        ? { outcome: 'allowed' }
        : { outcome: 'denied', reason: 'not for you' },
  };
  const access: AccessControl = { authenticators: [], authorizer };

  async function mountIn(registry: RunningRegistry, query: string): Promise<number> {
    const url = new URL(`/v2/target/blobs/uploads/?mount=${digest}${query}`, registry.url);
    return (await fetch(url, { method: 'POST' })).status;
  }

  it('of what the caller may not pull becomes an upload [MNT-06]', async () => {
    const registry = await startRegistry({ ...memoryStores(), access, allowAnonymousMount: true });
    await pushBlob(registry.url, 'source', 'x');
    mayPull.clear();
    expect(await mountIn(registry, '&from=source')).toBe(202);
    expect(await mountIn(registry, '')).toBe(202);
    mayPull.add('source');
    expect(await mountIn(registry, '&from=source')).toBe(201);
    await registry.stop();
  });

  it('without a source looks where the caller may pull, if that is switched on [MNT-05]', async () => {
    mayPull.add('source');
    const registry = await startRegistry({ ...memoryStores(), access, allowAnonymousMount: true });
    await pushBlob(registry.url, 'source', 'x');
    expect(await mountIn(registry, '')).toBe(201);
    await registry.stop();
    const strict = await startRegistry({ ...memoryStores(), access });
    await pushBlob(strict.url, 'source', 'x');
    expect(await mountIn(strict, '')).toBe(202);
    await strict.stop();
  });
});

describe('a session of somebody else', () => {
  const owners: AccessControl = {
    authenticators: [
      {
        authenticate: async (request) => {
          const name = request.field('authorization') ?? '';
          return { outcome: 'identified', identity: { kind: 'user', name } };
        },
      },
    ],
    authorizer: {
      authorize: async ({ identity, scopes }) => {
        const isOwner = identity.kind === 'user' && scopes.every(({ name }) => name.startsWith(`${identity.name}/`));
        return isOwner ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'this is not yours' };
      },
    },
  };

  it('is out of reach for who may not push there, by any method and under any name [BAD-063]', async () => {
    const registry = await startRegistry({ ...memoryStores(), access: owners });
    const as = (authorization: string, method: string, path: string) =>
      fetch(new URL(path, registry.url), { method, headers: { authorization } });
    const location = (await as('ada', 'POST', '/v2/ada/app/blobs/uploads/')).headers.get('location') ?? '';
    for (const method of ['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE']) {
      expect((await as('eve', method, location)).status).toBe(403);
      const query = method === 'PUT' ? `?digest=${digest}` : '';
      expect((await as('eve', method, `${location.replace('/ada/', '/eve/')}${query}`)).status).toBe(404);
    }
    expect((await as('ada', 'GET', location)).status).toBe(204);
    await registry.stop();
  });
});

describe('credentials that make no sense', () => {
  it.each(['Basic', 'Basic %%%', 'Basic bm9jb2xvbg==', `Basic ${'A'.repeat(60_000)}`, 'Bearer', '\u00ff'])(
    'are for the authenticators to judge, and 401 [BAD-096]',
    async (authorization) => {
      const asked: (string | undefined)[] = [];
      const authenticator: Authenticator = {
        async authenticate(request) {
          asked.push(request.field('authorization'));
          return { outcome: 'rejected', reason: 'these are no credentials' };
        },
        challenge: () => ({ scheme: 'Basic', parameters: { realm: 'x' } }),
      };
      const access = { ...allowEveryone(), authenticators: [authenticator] };
      const registry = await startRegistry({ ...memoryStores(), access });
      const answer = await fetch(new URL('/v2/', registry.url), { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(asked).toEqual([authorization]);
      await registry.stop();
    },
  );
});
