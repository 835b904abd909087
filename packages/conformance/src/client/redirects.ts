import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import { basicOnly } from './authenticating-habits.js';
import { clientCase, credentials, sawNoCredentials } from './client-case.js';
import { someBytes } from './sample.js';
import { type Habit } from './scripted-registry.js';

const bytes = someBytes(50_000);
const digest = digestOf(bytes);

/** Addresses that no registry on another host has business to name. A registry on loopback may name loopback alone. */
const unsafe = [
  'http://169.254.169.254/latest/meta-data/',
  'http://[fe80::1]/x',
  'http://0.0.0.0/x',
  'http://[::]/x',
  'http://2852039166/x',
  'http://[::ffff:169.254.169.254]/x',
  'file:///etc/passwd',
  'gopher://127.0.0.1/x',
  'http://ada:secret@127.0.0.1/x',
  'http://',
];

function redirecting(location: string, status = 307): Habit {
  return ({ method, path }) =>
    method === 'GET' && path.includes('/blobs/sha') ? { status, headers: { location } } : undefined;
}

export const redirects = [
  clientCase(
    'redirect-without-credentials',
    'follows a redirect to a store without taking credentials along',
    ['HTTP-03', 'HTTP-04', 'AUTH-15'],
    async ({ registry, clientWith, startServer }) => {
      const store = await startServer(() => ({ status: 200, body: bytes }));
      registry.learn(redirecting(new URL('/store/blob?signature=x', store.url).href));
      registry.learn(basicOnly(credentials));
      const client = clientWith({ credentials });
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
      assert.equal(store.requests.length, 1);
      sawNoCredentials(store);
    },
  ),
  clientCase(
    'redirect-back',
    'takes no credentials along on the way back from another host',
    ['HTTP-04'],
    async ({ registry, clientWith, startServer }) => {
      const store = await startServer(() => ({
        status: 302,
        headers: { location: new URL('/landing', registry.url).href },
      }));
      registry.learn(redirecting(new URL('/away', store.url).href));
      registry.learn(basicOnly(credentials));
      registry.learn(({ path }) => (path === '/landing' ? { status: 200, body: bytes } : undefined));
      assert.ok(bytes.equals(await clientWith({ credentials }).readBlob(digest, bytes.length)));
      assert.equal(registry.asked('GET', '/landing')[0]?.headers.authorization, undefined);
      sawNoCredentials(store);
    },
  ),
  clientCase(
    'redirect-within',
    'keeps its credentials on a redirect within the registry',
    ['HTTP-03'],
    async ({ registry, clientWith }) => {
      registry.putBlob(bytes);
      registry.learn(({ path, method }) =>
        method === 'GET' && path.startsWith('/v2/team/app/blobs/')
          ? { status: 301, headers: { location: path.replace('team/app', 'new/name') } }
          : undefined,
      );
      registry.learn(basicOnly(credentials));
      assert.ok(bytes.equals(await clientWith({ credentials }).readBlob(digest, bytes.length)));
    },
  ),
  clientCase(
    'challenge-of-a-store',
    'answers no challenge of a host that it was redirected to',
    ['AUTH-15'],
    async ({ registry, clientWith, startServer }) => {
      const store = await startServer(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="store"' } }));
      registry.learn(redirecting(new URL('/x', store.url).href));
      registry.learn(basicOnly(credentials));
      await assert.rejects(clientWith({ credentials }).readBlob(digest, bytes.length));
      sawNoCredentials(store);
    },
  ),
  clientCase(
    'redirect-to-unsafe-address',
    'follows no redirect to another scheme or into a network where it has no business',
    ['HTTP-03'],
    async ({ registry, client }) => {
      for (const location of unsafe) {
        registry.learn(redirecting(location));
        await assert.rejects(client.readBlob(digest, bytes.length), location);
      }
    },
  ),
  clientCase('redirect-loop', 'gives up redirects that lead in a circle', ['HTTP-03'], async ({ registry, client }) => {
    registry.learn(redirecting(`/v2/team/app/blobs/${digest}`));
    await assert.rejects(client.readBlob(digest, bytes.length));
    assert.ok(registry.requests.length <= 25, `${registry.requests.length} requests`);
  }),
  clientCase(
    'head-redirected-to-a-store',
    'finds the size of a blob where the store behind the registry answers no HEAD',
    ['HEAD-03'],
    async ({ registry, client, startServer }) => {
      const store = await startServer(({ method }) =>
        method === 'HEAD'
          ? { status: 403 }
          : { status: 206, headers: { 'content-range': `bytes 0-0/${bytes.length}` }, body: bytes.subarray(0, 1) },
      );
      registry.learn(({ path }) =>
        path.includes('/blobs/sha') ? { status: 307, headers: { location: new URL('/x', store.url).href } } : undefined,
      );
      assert.equal(await client.statBlob(digest), bytes.length);
    },
  ),
  clientCase(
    'range-on-redirect',
    'asks a store behind the registry for the rest of a blob',
    ['PULL-21'],
    async ({ registry, client, startServer }) => {
      const store = await startServer();
      store.putBlob(bytes);
      let isFirst = true;
      store.learn((request) => {
        const cut = isFirst ? { cutAfter: 20_000 } : {};
        isFirst = false;
        return { ...store.honest({ ...request, path: `/v2/x/blobs/${digest}` }), ...cut };
      });
      registry.learn(redirecting(new URL('/signed', store.url).href));
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
      assert.equal(registry.asked('GET', digest).length, 2);
    },
  ),
];
