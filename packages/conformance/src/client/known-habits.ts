import assert from 'node:assert/strict';
import { digestOf, mediaTypes } from '@lading/core';
import { bearerOnly } from './authenticating-habits.js';
import { type ClientCase, clientCase } from './client-case.js';
import { artifact, bytesOf, described, fallbackTag, indexOf, someBytes } from './sample.js';
import { errorAnswer, type Habit, type ScriptedAnswer } from './scripted-registry.js';

const bytes = someBytes(200_000);
const digest = digestOf(bytes);
const json = { 'content-type': 'application/json' } as const;

const isSession = (path: string) => path.includes('/blobs/uploads/');

/** The answer without some of its fields. */
function without({ headers = {}, ...answer }: ScriptedAnswer, ...names: readonly string[]): ScriptedAnswer {
  return { ...answer, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))) };
}

/** Two subjects whose digests begin alike, so that they share a fallback tag. */
const alike = ['0', '1'].map((end) => `sha512:${'ab'.repeat(32)}${end.repeat(64)}`);

function aboutSha512(subject: string | undefined, artifactType: string) {
  return artifact({ artifactType, subject: { mediaType: mediaTypes.imageManifest, digest: subject, size: 3 } });
}

/** What registries in wide use do, each in its own way, that a client has to get along with. */
export const knownHabits: readonly ClientCase[] = [
  clientCase(
    'mount-without-digest',
    'believes a mount whose answer does not repeat the digest, as that of zot',
    ['MNT-03'],
    async ({ registry, client }) => {
      registry.putBlob(bytes);
      registry.learn((request) =>
        request.method === 'POST' ? without(registry.honest(request), 'docker-content-digest') : undefined,
      );
      assert.equal(await client.mountBlob(digest, 'other/source'), true);
      assert.equal(registry.asked('POST').length, 1);
    },
  ),
  clientCase(
    'bare-answer-to-a-manifest',
    'takes any answer of success for a pushed manifest, also one that says nothing',
    [],
    async ({ registry, client }) => {
      for (const status of [200, 201, 202, 204]) {
        registry.manifests.clear();
        registry.learn((request) =>
          request.method === 'PUT' && request.path.includes('/manifests/')
            ? { ...without(registry.honest(request), 'docker-content-digest', 'location'), status }
            : undefined,
        );
        await client.pushManifest(bytesOf(artifact()), mediaTypes.imageManifest, 'v1');
        assert.ok(registry.manifests.has('v1'), String(status));
      }
    },
  ),
  clientCase(
    'manifest-without-digest',
    'reads a manifest whose answer does not tell its digest',
    [],
    async ({ registry, client }) => {
      const known = registry.putManifest(artifact(), 'v1');
      registry.learn((request) =>
        request.path.includes('/manifests/') ? without(registry.honest(request), 'docker-content-digest') : undefined,
      );
      for (const reference of ['v1', known]) assert.equal((await client.readManifest(reference)).digest, known);
    },
  ),
  clientCase(
    'other-answers-to-a-delete',
    'takes 200 and 204 for a deletion as well as 202',
    ['DEL-05'],
    async ({ registry, client }) => {
      for (const status of [200, 202, 204]) {
        const known = registry.putManifest(artifact());
        registry.learn((request) =>
          request.method === 'DELETE' ? { ...registry.honest(request), status, body: '' } : undefined,
        );
        assert.equal(await client.deleteManifest(known), true, String(status));
        assert.equal(registry.manifests.has(known), false);
      }
    },
  ),
  clientCase(
    'delete-not-allowed',
    'reports that a registry deletes nothing, as Distribution does at first, and asks it once',
    ['DEL-07'],
    async ({ registry, client }) => {
      const known = registry.putManifest(artifact());
      for (const status of [400, 403, 405]) {
        const before = registry.asked('DELETE').length;
        registry.learn(({ method }) => (method === 'DELETE' ? errorAnswer(status, 'UNSUPPORTED') : undefined));
        await assert.rejects(client.deleteManifest(known), /unsupported/i, String(status));
        assert.equal(registry.asked('DELETE').length - before, 1);
      }
    },
  ),
  clientCase(
    'repository-not-created',
    'reports that a repository has to be made first, as ECR and Harbor want it, and sends nothing',
    ['MONO-07'],
    async ({ registry, client }) => {
      for (const [status, code] of [
        [404, 'NAME_UNKNOWN'],
        [403, 'DENIED'],
      ] as const) {
        const before = registry.asked('POST').length;
        registry.learn(({ method }) => (method === 'POST' ? errorAnswer(status, code) : undefined));
        await assert.rejects(client.pushBlob(bytes), new RegExp(code, 'i'));
        assert.equal(registry.asked('POST').length - before, 1);
      }
      assert.ok(registry.requests.every(({ body }) => body.length === 0));
    },
  ),
  clientCase(
    'session-moves',
    'goes on at the newest address of a session, which Distribution changes with each answer',
    ['STAT-02', 'CHNK-11'],
    async ({ registry, client }) => {
      let state = 0;
      registry.brokenBodies.push(50_000);
      registry.learn((request) => {
        if (request.method !== 'POST' && !isSession(request.path)) return undefined;
        const isStale =
          request.method !== 'POST' && request.method !== 'GET' && request.query.get('_state') !== `${state}`;
        if (isStale) return errorAnswer(404, 'BLOB_UPLOAD_UNKNOWN');
        const answer = registry.honest(request);
        const location = answer.headers?.location;
        if (location === undefined || answer.status === 201) return answer;
        state += 1;
        return { ...answer, headers: { ...answer.headers, location: `${location}?_state=${state}` } };
      });
      await client.pushBlob(bytes);
      assert.ok(registry.blobs.get(digest)?.equals(bytes));
      assert.equal(registry.asked('POST').length, 1);
    },
  ),
  clientCase(
    'push-redirected',
    'sends the same again where a push is redirected by 307 or 308, and nothing where it is not said what becomes of it',
    ['HTTP-03'],
    async ({ registry, client }) => {
      const redirecting =
        (status: number): Habit =>
        ({ method, query, target }) =>
          method === 'POST' && !query.has('there')
            ? { status, headers: { location: `${target}${target.includes('?') ? '&' : '?'}there=1` } }
            : undefined;
      for (const status of [307, 308]) {
        registry.blobs.clear();
        registry.learn(redirecting(status));
        await client.pushBlob(bytes);
        assert.ok(registry.blobs.get(digest)?.equals(bytes), String(status));
      }
      registry.blobs.clear();
      registry.learn(redirecting(302));
      await assert.rejects(client.pushBlob(bytes));
      assert.equal(registry.asked('GET', '/blobs/uploads').length, 0);
    },
  ),
  clientCase(
    'cookies',
    'sends no cookie back: Harbor takes who does for a browser, and refuses what it then pushes',
    [],
    async ({ registry, client }) => {
      registry.learn((request) => {
        if (request.headers.cookie !== undefined) return errorAnswer(403, 'DENIED');
        const answer = registry.honest(request);
        return { ...answer, headers: { ...answer.headers, 'set-cookie': ['sid=1; Path=/; HttpOnly', 'csrf=2'] } };
      });
      await client.pushBlob(bytes);
      await client.pushManifest(bytesOf(artifact()), mediaTypes.imageManifest, 'v1');
      assert.ok(bytes.equals(await client.readBlob(digest, bytes.length)));
    },
  ),
  clientCase(
    'two-challenges',
    'finds the challenge that it can answer among several lines, in any order',
    ['AUTH-04'],
    async ({ registry, clientWith, startServer }) => {
      registry.putBlob(bytes);
      const tokens = await startServer(() => ({ status: 200, headers: json, body: '{"token":"good"}' }));
      const bearer = `Bearer realm="${new URL('/token', tokens.url).href}",service="s"`;
      const basic = 'Basic realm="registry, the old way"';
      for (const lines of [
        [bearer, basic],
        [basic, bearer],
      ]) {
        const isGood = (token: string) => token === 'good';
        const challenged = bearerOnly(() => '', isGood);
        registry.learn(async (request) => {
          const answer = await challenged(request);
          return answer === undefined ? undefined : { ...answer, headers: { ...json, 'www-authenticate': lines } };
        });
        assert.ok(bytes.equals(await clientWith({}).readBlob(digest, bytes.length)));
      }
    },
  ),
  clientCase(
    'empty-last-page',
    'ends a list whose last page has nothing, as that of Distribution may',
    ['TAG-15'],
    async ({ registry, client }) => {
      registry.learn(({ path, query }) => {
        if (!path.endsWith('/tags/list')) return undefined;
        const isLast = query.has('last');
        const link = isLast ? {} : { link: `<${path}?last=b&n=2>; rel="next"` };
        return {
          status: 200,
          headers: { ...json, ...link },
          body: JSON.stringify({ tags: isLast ? null : ['a', 'b'] }),
        };
      });
      assert.deepEqual(await client.listTags(), ['a', 'b']);
    },
  ),
  clientCase(
    'pages-in-a-circle',
    'ends a list whose pages lead in a circle',
    ['TAG-15'],
    async ({ registry, client }) => {
      registry.learn(({ path, query }) => {
        if (!path.endsWith('/tags/list')) return undefined;
        const link = `<${path}?page=${query.get('page') === '1' ? 2 : 1}>; rel="next"`;
        return { status: 200, headers: { ...json, link }, body: '{"tags":["a"]}' };
      });
      await client.listTags().catch(() => undefined);
      assert.ok(registry.requests.length <= 5, `${registry.requests.length} requests`);
    },
  ),
  clientCase(
    'shared-fallback-tag',
    'tells the referrers of two subjects from each other whose digests share a fallback tag',
    ['RFR-15', 'FBT-01'],
    async ({ registry, client }) => {
      const referrers = alike.map((subject, position) => aboutSha512(subject, `type/${position}`));
      const digests = referrers.map((referrer) => registry.putManifest(referrer));
      const entries = referrers.map((referrer) => described(bytesOf(referrer), mediaTypes.imageManifest));
      registry.putManifest(indexOf(...entries), fallbackTag(alike[0] ?? ''));
      for (const [position, subject] of alike.entries())
        assert.deepEqual(await client.listReferrers(subject), [digests[position]]);
    },
  ),
];
