import assert from 'node:assert/strict';
import { expectError, expectHeader, expectKnownCodes, expectRefusal } from '../expect.js';
import { headerLines } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';

/** Answers of many kinds, good and bad, of a repository with content. */
async function answersOf(registry: RegistryContext) {
  const repository = registry.newRepository();
  await repository.pushManifest(registry.newImage(), 'v1');
  const { digest } = registry.newBlob();
  return [
    await registry.http.send('GET', '/v2/'),
    await repository.get('manifests/v1'),
    await repository.get('tags/list'),
    await repository.get('manifests/v2'),
    await repository.get(`blobs/${digest}`),
    await repository.postUpload(),
    await repository.putManifest(registry.newImage(), 'v3'),
  ];
}

const unknownRoutes = [
  '/v2/',
  '/v2/a/',
  '/v2/a/b/nothing',
  '/v2/a/tags',
  '/v2/a/tags/list/x',
  '/v2/a/manifests/',
  '/v2/a/blobs/',
];

const cases: readonly RegistryCase[] = [
  ...unknownRoutes.slice(1).map(
    (route, index): RegistryCase => ({
      id: `unknown-route-${index + 1}`,
      title: `answers ${route}, which is no route, with 404 and an error body`,
      requirements: ['ERR-02', 'ERR-03'],
      strength: 'choice',
      async run(registry) {
        const answer = await registry.http.send('GET', route);
        expectRefusal(answer, 404);
        expectHeader(answer, 'content-type', /^application\/json/);
        assert.ok(answer.body.length > 0);
      },
    }),
  ),
  {
    id: 'unknown-extension',
    title: 'answers an extension that it does not have with 404 or 405 and an error body',
    requirements: ['EXT-01', 'EXT-04', 'EXT-05'],
    strength: 'choice',
    async run(registry) {
      for (const route of ['/v2/_nothing/x/y', `/v2/${registry.newRepository().name}/_nothing/x`])
        expectRefusal(await registry.http.send('GET', route), [400, 404, 405]);
    },
  },
  {
    id: 'body',
    title: 'gives an error body with a code, a message and an optional detail, of a size that clients read',
    requirements: ['ERR-01', 'ERR-02', 'ERR-03', 'ERR-04', 'ERR-05'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      for (const rest of ['manifests/v2', `blobs/${registry.newBlob().digest}`]) {
        const answer = await repository.get(rest);
        expectRefusal(answer, [400, 404]);
        assert.ok(answer.body.length < 8192, `${answer.body.length} bytes`);
      }
    },
  },
  {
    id: 'known-codes',
    title: 'names every refusal by a code of the specification',
    requirements: ['ERR-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      const [blob, location] = [registry.newBlob(), await repository.startUpload()];
      for (const answer of [
        await repository.get('manifests/v2'),
        await repository.get(`blobs/${blob.digest}`),
        await repository.closeUpload(await repository.startUpload(), blob.digest, { body: 'other bytes' }),
        await repository.patchUpload(location, blob.bytes, 5),
        await repository.get('tags/list?n=many'),
      ])
        expectKnownCodes(answer);
    },
  },
  {
    id: 'small-bodies',
    title: 'keeps error bodies small and free of markup however long and strange the request is',
    requirements: ['ERR-02', 'ERR-05'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      const long = 'x'.repeat(6000);
      for (const rest of [`manifests/${long}`, `blobs/sha256:${long}`, `manifests/%3Cscript%3E`]) {
        const answer = await repository.get(rest);
        expectRefusal(answer, [400, 404, 414]);
        assert.ok(answer.body.length < 8192, `${answer.body.length} bytes`);
        assert.doesNotMatch(headerLines(answer, 'content-type').join(), /html/);
      }
    },
  },
  {
    id: 'head',
    title: 'answers a refused HEAD with the status of GET and no body',
    requirements: ['HEAD-04', 'HTTP-01', 'BAD-025'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      for (const rest of ['manifests/v2', `blobs/${registry.newBlob().digest}`, 'manifests/sha256:xyz', 'blobs/x']) {
        const [got, head] = [await repository.get(rest), await repository.head(rest)];
        assert.equal(head.status, got.status, rest);
        assert.equal(head.body.length, 0);
      }
    },
  },
  {
    id: 'version-header',
    title: 'names the Docker API version on refusals as well',
    requirements: ['LEG-01'],
    strength: 'choice',
    async run(registry) {
      for (const answer of await answersOf(registry))
        expectHeader(answer, 'docker-distribution-api-version', 'registry/2.0');
    },
  },
  {
    id: 'warnings',
    title: 'sends warnings, if it sends any, in the one form that clients print, and at most 4,096 bytes of them',
    requirements: ['WRN-01', 'WRN-02', 'WRN-03'],
    strength: 'must',
    async run(registry) {
      for (const answer of await answersOf(registry)) {
        const warnings = headerLines(answer, 'warning');
        for (const warning of warnings) assert.match(warning, /^299 - "(?:[^"\\]|\\.)*"$/);
        assert.ok(warnings.join('').length <= 4096);
      }
    },
  },
  {
    id: 'not-html',
    title: 'answers in JSON a client that would rather have HTML',
    requirements: ['ERR-02'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      expectError(await repository.get('manifests/v2', { accept: 'text/html' }), 404, 'MANIFEST_UNKNOWN');
    },
  },
];

/** Error bodies and warnings (ERR-*, WRN-*). */
export const errorCases = casesOf('error', cases);
