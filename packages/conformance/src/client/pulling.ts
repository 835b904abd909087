import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf, mediaTypes } from '@lading/core';
import { clientCase } from './client-case.js';
import { artifact, bytesOf, indexOf, someBytes } from './sample.js';
import { errorAnswer } from './scripted-registry.js';

const bytes = someBytes(300_000);

export const pulling = [
  clientCase(
    'manifest-of-another-digest',
    'refuses a manifest that is not what its digest says',
    ['PULL-12'],
    async ({ registry, client }) => {
      const digest = registry.putManifest(artifact());
      const other = bytesOf(artifact({ artifactType: 'application/vnd.other' }));
      registry.learn(({ path }) =>
        path.endsWith(digest)
          ? { status: 200, headers: { 'content-type': mediaTypes.imageManifest }, body: other }
          : undefined,
      );
      await assert.rejects(client.readManifest(digest));
    },
  ),
  clientCase(
    'pinned-digest-ignored',
    'refuses the manifest that a mirror serves for a pinned digest with a digest of its own',
    ['PULL-11', 'PULL-12'],
    async ({ registry, client }) => {
      const pinned = registry.putManifest(artifact(), 'v1');
      const other = bytesOf(artifact({ artifactType: 'application/vnd.other' }));
      const headers = { 'content-type': mediaTypes.imageManifest, 'docker-content-digest': digestOf(other) };
      registry.learn(({ path }) => (path.endsWith(pinned) ? { status: 200, headers, body: other } : undefined));
      await assert.rejects(client.readManifest(pinned));
      await assert.rejects(client.statManifest(pinned));
    },
  ),
  clientCase(
    'digest-field-of-other-bytes',
    'refuses a manifest by tag whose digest field is that of other bytes',
    ['PULL-11'],
    async ({ registry, client }) => {
      registry.putManifest(artifact(), 'v1');
      registry.learn((request) => {
        const answer = registry.honest(request);
        return request.path.includes('/manifests/')
          ? { ...answer, headers: { ...answer.headers, 'docker-content-digest': digestOf(bytes) } }
          : undefined;
      });
      await assert.rejects(client.readManifest('v1'));
    },
  ),
  clientCase(
    'media-type-confusion',
    'refuses a manifest whose mediaType is not its Content-Type',
    ['PULL-07'],
    async ({ registry, client }) => {
      const digest = registry.putManifest(artifact());
      registry.learn((request) => {
        const answer = registry.honest(request);
        return request.path.endsWith(digest)
          ? { ...answer, headers: { ...answer.headers, 'content-type': mediaTypes.imageIndex } }
          : undefined;
      });
      await assert.rejects(client.readManifest(digest));
    },
  ),
  clientCase(
    'two-kinds-of-manifest',
    'refuses a manifest that is an image and an index at once',
    ['PULL-07'],
    async ({ registry, client }) => {
      const digest = registry.putManifest({ ...artifact(), manifests: [] });
      await assert.rejects(client.readManifest(digest));
    },
  ),
  clientCase(
    'content-type-with-parameters',
    'passes over parameters of a Content-Type',
    ['PULL-05'],
    async ({ registry, client }) => {
      const digest = registry.putManifest(artifact(), 'v1');
      registry.learn((request) => {
        const answer = registry.honest(request);
        return request.path.endsWith('v1')
          ? { ...answer, headers: { ...answer.headers, 'content-type': `${mediaTypes.imageManifest}; charset=utf-8` } }
          : undefined;
      });
      const read = await client.readManifest('v1');
      assert.deepEqual([read.digest, read.mediaType], [digest, mediaTypes.imageManifest]);
    },
  ),
  clientCase('endless-manifest', 'does not read a manifest without end', [], async ({ registry, client }) => {
    const body = Buffer.alloc(64 * 1024 * 1024, ' ');
    registry.learn(({ path, method }) =>
      path.endsWith('v1') && method === 'GET'
        ? { status: 200, headers: { 'content-type': mediaTypes.imageManifest }, body }
        : undefined,
    );
    await assert.rejects(client.readManifest('v1'));
  }),
  clientCase(
    'head-without-fields',
    'finds out what a tag is where HEAD tells neither size nor digest',
    ['HEAD-05'],
    async ({ registry, client }) => {
      const digest = registry.putManifest(artifact(), 'v1');
      registry.learn(({ method, path }) =>
        method === 'HEAD' && path.endsWith('v1')
          ? { status: 200, headers: { 'content-type': mediaTypes.imageManifest, 'transfer-encoding': 'chunked' } }
          : undefined,
      );
      assert.deepEqual(await client.statManifest('v1'), { digest, size: bytesOf(artifact()).length });
    },
  ),
  clientCase(
    'head-not-allowed',
    'finds out what a tag is where HEAD is not allowed',
    [],
    async ({ registry, client }) => {
      const digest = registry.putManifest(artifact(), 'v1');
      registry.learn(({ method }) => (method === 'HEAD' ? { status: 405 } : undefined));
      assert.equal((await client.statManifest('v1'))?.digest, digest);
    },
  ),
  clientCase(
    'not-acceptable',
    'asks again for anything where a registry finds nothing acceptable',
    ['PULL-02'],
    async ({ registry, client }) => {
      const digest = registry.putManifest(indexOf(), 'v1');
      registry.learn(({ headers, path }) =>
        path.endsWith('v1') && headers.accept !== '*/*' ? { status: 406 } : undefined,
      );
      assert.equal((await client.readManifest('v1')).digest, digest);
    },
  ),
  clientCase(
    'manifest-unknown',
    'tells that a manifest is not there',
    ['PULL-13', 'HEAD-04'],
    async ({ registry, client }) => {
      assert.equal(await client.statManifest('v1'), undefined);
      await assert.rejects(client.readManifest('v1'));
      assert.equal(registry.asked('GET', '/manifests/').length, 1);
    },
  ),
  clientCase('wrong-blob', 'refuses a blob of other bytes', ['PULL-19'], async ({ registry, client }) => {
    const digest = registry.putBlob(bytes);
    registry.learn(({ method, path }) =>
      method === 'GET' && path.endsWith(digest) ? { status: 200, body: Buffer.alloc(bytes.length) } : undefined,
    );
    await assert.rejects(client.readBlob(digest, bytes.length));
  }),
  clientCase('blob-too-long', 'refuses a blob with bytes behind its end', ['PULL-19'], async ({ registry, client }) => {
    const digest = registry.putBlob(bytes);
    const body = Buffer.concat([bytes, Buffer.alloc(1000)]);
    registry.learn(({ method, path }) =>
      method === 'GET' && path.endsWith(digest) ? { status: 200, body } : undefined,
    );
    await assert.rejects(client.readBlob(digest, bytes.length));
  }),
  clientCase(
    'blob-too-short',
    'refuses a blob that ends early without a fault of the connection',
    ['PULL-19'],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      registry.learn(({ method, path }) =>
        method === 'GET' && path.endsWith(digest) ? { status: 200, body: bytes.subarray(0, 1000) } : undefined,
      );
      await assert.rejects(client.readBlob(digest, bytes.length));
    },
  ),
  clientCase(
    'slow-blob',
    'reads a blob to its end that comes in many small pieces with pauses, over one connection',
    ['PULL-15'],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      registry.learn((request) =>
        request.method === 'GET' && request.path.endsWith(digest)
          ? { ...registry.honest(request), pieces: 40 }
          : undefined,
      );
      assert.ok(Buffer.from(await client.readBlob(digest, bytes.length)).equals(bytes));
      assert.equal(registry.asked('GET', /\/blobs\//).length, 1, 'a slow answer is not requested again');
    },
  ),
  clientCase(
    'slow-manifest',
    'waits for a registry that takes its time before it answers and while it does',
    ['PULL-08'],
    async ({ registry, client }) => {
      const digest = registry.putManifest(artifact(), 'slow');
      registry.learn(async (request) => {
        if (request.method !== 'GET' || !request.path.includes('/manifests/')) return undefined;
        await sleep(300);
        return { ...registry.honest(request), pieces: 20 };
      });
      assert.equal((await client.readManifest('slow')).digest, digest);
      assert.equal(registry.asked('GET', /\/manifests\//).length, 1);
    },
  ),
  clientCase(
    'broken-pull',
    'goes on by Range where the connection broke',
    ['PULL-21'],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      let breaks = 3;
      registry.learn((request) => {
        if (request.method !== 'GET' || !request.path.endsWith(digest) || breaks === 0) return undefined;
        breaks -= 1;
        return { ...registry.honest(request), cutAfter: 70_000 };
      });
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
      const ranges = registry.asked('GET', digest).map(({ headers }) => headers.range);
      assert.equal(ranges[0], undefined);
      assert.deepEqual(
        [ranges.length, ranges.slice(1).every((range) => /^bytes=[1-9]\d*-\d*$/.test(range ?? ''))],
        [4, true],
      );
    },
  ),
  clientCase(
    'broken-pull-without-ranges',
    'goes on after a broken connection also where a registry knows no ranges',
    ['PULL-21'],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      let isFirst = true;
      registry.learn(({ method, path }) => {
        if (method !== 'GET' || !path.endsWith(digest)) return undefined;
        const cut = isFirst ? { cutAfter: 100_000 } : {};
        isFirst = false;
        return { status: 200, body: bytes, ...cut };
      });
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
    },
  ),
  clientCase(
    'other-range-than-asked',
    'refuses a rest that begins elsewhere than asked',
    ['PULL-21'],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      registry.learn((request) => {
        if (request.method !== 'GET' || !request.path.endsWith(digest)) return undefined;
        if (request.headers.range === undefined) return { ...registry.honest(request), cutAfter: 100_000 };
        return {
          status: 206,
          headers: { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` },
          body: bytes,
        };
      });
      await assert.rejects(client.readBlob(digest, bytes.length));
    },
  ),
  clientCase(
    'blob-without-length',
    'reads a blob whose length the registry does not tell',
    ['PULL-15'],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      registry.learn(({ method, path }) =>
        method === 'GET' && path.endsWith(digest)
          ? { status: 200, headers: { 'transfer-encoding': 'chunked' }, body: bytes }
          : undefined,
      );
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
    },
  ),
  clientCase(
    'no-packing-on-the-way',
    'asks for bytes as they are stored, in no packing',
    [],
    async ({ registry, client }) => {
      const digest = registry.putBlob(bytes);
      await client.readBlob(digest, bytes.length);
      assert.equal(registry.asked('GET', digest)[0]?.headers['accept-encoding'], 'identity');
    },
  ),
  clientCase('blob-unknown', 'tells that a blob is not there', ['PULL-20', 'HEAD-04'], async ({ client }) => {
    assert.equal(await client.statBlob(digestOf(bytes)), undefined);
    await assert.rejects(client.readBlob(digestOf(bytes), bytes.length));
  }),
  clientCase('empty-blob', 'finds and reads the empty blob', ['HEAD-03'], async ({ registry, client }) => {
    const digest = registry.putBlob(Buffer.alloc(0));
    assert.deepEqual([await client.statBlob(digest), (await client.readBlob(digest, 0)).byteLength], [0, 0]);
  }),
  clientCase('malformed-digest', 'sends no digest that is malformed', ['DIG-01'], async ({ registry, client }) => {
    for (const digest of ['sha256:../../../v2/', 'sha256:0', `sha256:${'A'.repeat(64)}`, '../../etc/passwd', ''])
      await assert.rejects(async () => client.readBlob(digest, 1));
    assert.equal(registry.requests.length, 0);
  }),
  clientCase(
    'error-body-of-any-form',
    'bears error bodies of any form',
    ['ERR-01', 'ERR-07'],
    async ({ registry, client }) => {
      const bodies = [
        '<html>no</html>',
        '{"errors":null}',
        '{"errors":[{"code":"ODD_CODE","detail":[1]}]}',
        '{"errors":[1,null]}',
        '[]',
        '',
      ];
      for (const body of bodies) {
        registry.learn(({ path }) => (path.endsWith('v1') ? { status: 404, body } : undefined));
        await assert.rejects(client.readManifest('v1'));
      }
      registry.learn(({ path }) => (path.endsWith('v1') ? errorAnswer(403, 'DENIED') : undefined));
      await assert.rejects(client.readManifest('v1'));
    },
  ),
];
