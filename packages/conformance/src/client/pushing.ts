import assert from 'node:assert/strict';
import { digestOf, mediaTypes } from '@lading/core';
import { basicOnly } from './authenticating-habits.js';
import { clientCase, credentials, sawNoCredentials } from './client-case.js';
import { artifact, bytesOf, emptyConfig, someBytes } from './sample.js';
import { errorAnswer } from './scripted-registry.js';

const bytes = someBytes(400_000);
const digest = digestOf(bytes);
const isPut = (method: string, path: string) => method === 'PUT' && path.includes('/blobs/uploads/');

export const pushing = [
  clientCase('push', 'pushes a blob', ['MONO-07', 'MONO-08', 'PUSH-01'], async ({ registry, client }) => {
    await client.pushBlob(bytes);
    assert.ok(registry.blobs.get(digest)?.equals(bytes));
  }),
  clientCase('push-nothing', 'pushes the empty blob', ['MONO-08'], async ({ registry, client }) => {
    await client.pushBlob(Buffer.alloc(0));
    assert.equal(registry.blobs.get(digestOf(Buffer.alloc(0)))?.length, 0);
  }),
  clientCase(
    'length-of-the-body',
    'tells the length of what it pushes in one piece',
    ['MONO-08', 'CHNK-01'],
    async ({ registry, client }) => {
      await client.pushBlob(bytes);
      assert.equal(registry.asked('POST')[0]?.headers['content-length'], '0');
      for (const { headers, body } of registry.asked('PUT', '/blobs/uploads/'))
        assert.equal(headers['content-length'], String(body.length));
    },
  ),
  clientCase(
    'location-with-query',
    'uses the address of a session as it is, with its query',
    ['MONO-05', 'MONO-06', 'MONO-07'],
    async ({ registry, client }) => {
      const state = '_state=a%2Bb%20c%3D&n=1';
      registry.learn((request) => {
        if (request.method !== 'POST')
          return request.method === 'PUT' &&
            !request.target.includes(`?${state}&digest=`) &&
            request.path.includes('/uploads/')
            ? { status: 404 }
            : undefined;
        const answer = registry.honest(request);
        return { ...answer, headers: { ...answer.headers, location: `${answer.headers?.location}?${state}` } };
      });
      await client.pushBlob(bytes);
      assert.ok(registry.blobs.has(digest));
    },
  ),
  clientCase(
    'absolute-location',
    'uses a session whose address is absolute',
    ['MONO-05'],
    async ({ registry, client }) => {
      registry.learn((request) => {
        const answer = registry.honest(request);
        return request.method === 'POST'
          ? {
              ...answer,
              headers: { ...answer.headers, location: new URL(String(answer.headers?.location), registry.url).href },
            }
          : undefined;
      });
      await client.pushBlob(bytes);
      assert.ok(registry.blobs.has(digest));
    },
  ),
  clientCase(
    'foreign-location',
    'sends no credentials to a session on another host',
    ['MONO-04', 'AUTH-16'],
    async ({ registry, clientWith, startServer }) => {
      const other = await startServer(({ method }) =>
        method === 'PUT' ? { status: 201 } : { status: 202, headers: { range: '0-0' } },
      );
      registry.learn(({ method }) =>
        method === 'POST' ? { status: 202, headers: { location: new URL('/elsewhere/1', other.url).href } } : undefined,
      );
      registry.learn(basicOnly(credentials));
      await clientWith({ credentials })
        .pushBlob(bytes)
        .catch(() => undefined);
      sawNoCredentials(other);
    },
  ),
  clientCase(
    'foreign-location-with-challenge',
    'answers no challenge of a session on another host',
    ['AUTH-16'],
    async ({ registry, clientWith, startServer }) => {
      const thief = await startServer(() => ({
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="registry"' },
      }));
      registry.learn(({ method }) =>
        method === 'POST' ? { status: 202, headers: { location: new URL('/1', thief.url).href } } : undefined,
      );
      registry.learn(basicOnly(credentials));
      await assert.rejects(clientWith({ credentials }).pushBlob(bytes));
      sawNoCredentials(thief);
    },
  ),
  clientCase(
    'unsafe-location',
    'opens no session where a registry has no business',
    ['MONO-04'],
    async ({ registry, client }) => {
      for (const location of ['http://169.254.169.254/upload', 'file:///etc/passwd', 'http://0.0.0.0/x']) {
        registry.learn(({ method }) => (method === 'POST' ? { status: 202, headers: { location } } : undefined));
        await assert.rejects(client.pushBlob(bytes), location);
      }
    },
  ),
  clientCase('no-location', 'refuses a session without an address', ['MONO-02'], async ({ registry, client }) => {
    registry.learn(({ method }) => (method === 'POST' ? { status: 202 } : undefined));
    await assert.rejects(client.pushBlob(bytes));
  }),
  clientCase('put-without-content', 'takes 204 for the end of an upload', [], async ({ registry, client }) => {
    registry.learn((request) =>
      isPut(request.method, request.path) ? { ...registry.honest(request), status: 204, body: '' } : undefined,
    );
    await client.pushBlob(bytes);
    assert.ok(registry.blobs.has(digest));
  }),
  clientCase(
    'odd-ranges',
    'bears the ways in which registries write that a session is empty',
    ['STAT-02'],
    async ({ registry, client }) => {
      for (const range of ['0--1', 'bytes=0-0', '0-0', undefined, 'nonsense']) {
        registry.blobs.clear();
        registry.brokenBodies.push(0);
        registry.learn((request) => {
          if (request.method !== 'GET' || !request.path.includes('/uploads/')) return undefined;
          const { range: _, ...fields } = registry.honest(request).headers ?? {};
          return { status: 204, headers: range === undefined ? fields : { ...fields, range } };
        });
        await client.pushBlob(bytes);
        assert.ok(registry.blobs.has(digest), String(range));
      }
    },
  ),
  clientCase(
    'broken-push',
    'goes on where the registry has it after the connection broke',
    ['CHNK-12', 'CHNK-14', 'STAT-02'],
    async ({ registry, client }) => {
      registry.brokenBodies.push(150_000);
      await client.pushBlob(bytes);
      assert.ok(registry.blobs.get(digest)?.equals(bytes));
      assert.equal(registry.asked('POST').length, 1);
      const sent = registry.requests.reduce((sum, { body }) => sum + body.length, 0);
      assert.equal(sent, bytes.length);
    },
  ),
  clientCase(
    'lost-session',
    'begins anew where the session is gone after the connection broke',
    ['STAT-03'],
    async ({ registry, client }) => {
      registry.brokenBodies.push(100_000);
      registry.learn(({ method, path }) => {
        if (method === 'GET' && path.includes('/uploads/')) registry.uploads.clear();
        return undefined;
      });
      await client.pushBlob(bytes);
      assert.ok(registry.blobs.get(digest)?.equals(bytes));
      assert.equal(registry.asked('POST').length, 2);
    },
  ),
  clientCase(
    'lost-answer',
    'sends nothing twice where only the answer to the last request was lost',
    ['STAT-03'],
    async ({ registry, client }) => {
      let isFirst = true;
      registry.learn((request) => {
        if (!isPut(request.method, request.path) || !isFirst) return undefined;
        isFirst = false;
        return { ...registry.honest(request), cutAfter: -1 };
      });
      await client.pushBlob(bytes);
      assert.equal(
        registry.requests.reduce((sum, { body }) => sum + body.length, 0),
        bytes.length,
      );
    },
  ),
  clientCase(
    'digest-refused',
    'reports that the registry finds another digest, and cancels',
    ['MONO-11', 'CANC-03'],
    async ({ registry, client }) => {
      registry.learn(({ method, path }) => (isPut(method, path) ? errorAnswer(400, 'DIGEST_INVALID') : undefined));
      await assert.rejects(client.pushBlob(bytes));
      assert.equal(registry.asked('DELETE', '/blobs/uploads/').length, 1);
    },
  ),
  clientCase(
    'failed-cancel',
    'reports the first failure, also where cancelling fails',
    ['CANC-04'],
    async ({ registry, client }) => {
      registry.learn(({ method, path }) =>
        isPut(method, path)
          ? errorAnswer(403, 'DENIED')
          : method === 'DELETE'
            ? { status: 405, body: 'no' }
            : undefined,
      );
      await assert.rejects(client.pushBlob(bytes), /DENIED/);
    },
  ),
  clientCase(
    'mount',
    'mounts a blob of another repository without sending it',
    ['MNT-01', 'MNT-02'],
    async ({ registry, client }) => {
      registry.putBlob(bytes);
      assert.equal(await client.mountBlob(digest, 'other/source'), true);
      const { query } = registry.asked('POST')[0] as { query: URLSearchParams };
      assert.deepEqual([query.get('mount'), query.get('from')], [digest, 'other/source']);
    },
  ),
  clientCase(
    'mount-declined',
    'tells that a blob was not mounted, whatever the registry answers',
    ['MNT-06', 'MNT-07', 'MNT-08'],
    async ({ registry, client }) => {
      assert.equal(await client.mountBlob(digest, 'other/source'), false);
      for (const status of [400, 401, 403, 404, 405]) {
        registry.learn(({ method }) => (method === 'POST' ? errorAnswer(status, 'UNSUPPORTED') : undefined));
        assert.equal(await client.mountBlob(digest, 'other/source'), false, String(status));
      }
    },
  ),
  clientCase(
    'manifest-type',
    'pushes a manifest as it is, under its own type without parameters',
    ['MAN-01', 'MAN-02', 'MAN-05'],
    async ({ registry, client }) => {
      const manifest = Buffer.from(`${JSON.stringify(artifact(), undefined, 3)}\n\n`);
      await client.pushManifest(manifest, mediaTypes.imageManifest, 'v1');
      const [request] = registry.asked('PUT', '/manifests/v1');
      assert.ok(request?.body.equals(manifest));
      assert.equal(request?.headers['content-type'], mediaTypes.imageManifest);
    },
  ),
  clientCase(
    'other-digest-for-a-manifest',
    'reports that the registry made something else of a manifest',
    ['MAN-10'],
    async ({ registry, client }) => {
      registry.learn(({ method, path }) =>
        method === 'PUT' && path.includes('/manifests/')
          ? { status: 201, headers: { 'docker-content-digest': digestOf(emptyConfig) } }
          : undefined,
      );
      await assert.rejects(client.pushManifest(bytesOf(artifact()), mediaTypes.imageManifest, 'v1'));
    },
  ),
  clientCase('manifest-refused', 'reports why a manifest is refused', ['PUSH-04'], async ({ registry, client }) => {
    registry.learn(({ method, path }) =>
      method === 'PUT' && path.includes('/manifests/') ? errorAnswer(400, 'MANIFEST_BLOB_UNKNOWN') : undefined,
    );
    await assert.rejects(
      client.pushManifest(bytesOf(artifact()), mediaTypes.imageManifest, 'v1'),
      /MANIFEST_BLOB_UNKNOWN/,
    );
    assert.equal(registry.asked('PUT').length, 1);
  }),
  clientCase(
    'delete',
    'deletes a manifest, and tells where there is none',
    ['DEL-05', 'DEL-06'],
    async ({ registry, client }) => {
      const known = registry.putManifest(artifact());
      assert.deepEqual([await client.deleteManifest(known), await client.deleteManifest(known)], [true, false]);
    },
  ),
];
