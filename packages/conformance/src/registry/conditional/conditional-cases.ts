import assert from 'node:assert/strict';
import { expectBody, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { expectNoManifest, prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';

async function prepareTag(registry: RegistryContext) {
  const { repository, image } = await prepareImage(registry);
  await repository.pushManifest(image, 'v1');
  const other = registry.newImage();
  for (const blob of other.blobs) await repository.pushBlob(blob);
  const etag = expectHeader(await repository.head('manifests/v1'), 'etag');
  return { repository, image, other, etag };
}

const reading: readonly RegistryCase[] = [
  {
    id: 'etag',
    title: 'gives the quoted digest as the ETag of a manifest and of a blob, on GET and on HEAD',
    requirements: ['LEG-07', 'CLI-01'],
    strength: 'should',
    async run(registry) {
      const { repository, image } = await prepareTag(registry);
      for (const reference of ['v1', image.digest]) {
        expectHeader(await repository.get(`manifests/${reference}`), 'etag', `"${image.digest}"`);
        expectHeader(await repository.head(`manifests/${reference}`), 'etag', `"${image.digest}"`);
      }
      const digest = image.blobs[0]?.digest;
      const read = await repository.get(`blobs/${digest}`);
      // Where the registry redirects, the tag of the answer is the store's.
      if (read.url.endsWith(`/blobs/${digest}`)) expectHeader(read, 'etag', `"${digest}"`);
      expectHeader(await repository.head(`blobs/${digest}`), 'etag', `"${digest}"`);
    },
  },
  {
    id: 'not-modified',
    title: 'answers 304 without a body to a client that has the manifest or the blob already',
    requirements: ['LEG-07', 'BAD-085'],
    strength: 'should',
    async run(registry) {
      const { repository, image, etag } = await prepareTag(registry);
      const digest = image.blobs[0]?.digest;
      const targets = ['manifests/v1', `manifests/${image.digest}`, `blobs/${digest}`];
      for (const target of targets) {
        const own = target.startsWith('blobs') ? `"${digest}"` : etag;
        for (const value of [own, `W/${own}`, `"x", ${own}`, '*']) {
          const answer = await repository.get(target, { 'if-none-match': value });
          expectStatus(answer, 304);
          assert.equal(answer.body.length, 0);
          expectHeader(answer, 'etag', own);
          expectStatus(await repository.head(target, { 'if-none-match': value }), 304);
        }
      }
    },
  },
  {
    id: 'modified',
    title: 'serves the manifest to a client that has another one',
    requirements: ['LEG-07'],
    strength: 'should',
    async run(registry) {
      const { repository, image, other, etag } = await prepareTag(registry);
      expectBody(await repository.get('manifests/v1', { 'if-none-match': '"x"' }), image.bytes);
      expectStatus(await repository.putManifest(other, 'v1'), 201);
      expectBody(await repository.get('manifests/v1', { 'if-none-match': etag }), other.bytes);
    },
  },
  {
    id: 'unknown-stays-unknown',
    title: 'answers 404, not 304, to a condition on absent content',
    requirements: ['LEG-07', 'PULL-13'],
    strength: 'should',
    async run(registry) {
      const { repository, etag } = await prepareTag(registry);
      expectStatus(await repository.get('manifests/v2', { 'if-none-match': etag }), 404);
      const { digest } = registry.newBlob();
      expectStatus(await repository.get(`blobs/${digest}`, { 'if-none-match': `"${digest}"` }), 404);
    },
  },
];

/** Values of `If-Match` that match an entity tag, and values that do not: a weak tag never matches (RFC 9110 §13.1.1). */
const matching = (etag: string) => [etag, `"x", ${etag}`, '*'];
const notMatching = (etag: string) => ['"x"', `W/${etag}`, `"x", W/${etag}`, etag.replaceAll('"', "'")];

const matched: readonly RegistryCase[] = [
  {
    id: 'read-if-match',
    title: 'serves a manifest or a blob only if If-Match names it, and else answers 412',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, image, etag } = await prepareTag(registry);
      const digest = image.blobs[0]?.digest;
      for (const target of ['manifests/v1', `manifests/${image.digest}`, `blobs/${digest}`]) {
        const own = target.startsWith('blobs') ? `"${digest}"` : etag;
        for (const value of matching(own)) {
          expectStatus(await repository.get(target, { 'if-match': value }), 200);
          expectStatus(await repository.head(target, { 'if-match': value }), 200);
        }
        for (const value of notMatching(own)) {
          expectRefusal(await repository.get(target, { 'if-match': value }), 412);
          expectRefusal(await repository.head(target, { 'if-match': value }), 412);
        }
      }
    },
  },
  {
    id: 'match-before-none-match',
    title: 'evaluates If-Match before If-None-Match and Range',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, etag } = await prepareTag(registry);
      const blob = registry.newBlob();
      await repository.pushBlob(blob);
      const own = `"${blob.digest}"`;
      for (const [target, tag] of [
        ['manifests/v1', etag],
        [`blobs/${blob.digest}`, own],
      ] as const) {
        expectStatus(await repository.get(target, { 'if-match': tag, 'if-none-match': tag }), 304);
        expectStatus(await repository.get(target, { 'if-match': '"x"', 'if-none-match': tag }), 412);
      }
      const range = 'bytes=1-2';
      expectStatus(await repository.get(`blobs/${blob.digest}`, { 'if-match': '"x"', range }), 412);
      expectStatus(await repository.get(`blobs/${blob.digest}`, { 'if-match': own, range }), [200, 206]);
    },
  },
  {
    id: 'absent-if-match',
    title: 'answers 404, not 412, to If-Match on content that does not exist (RFC 9110 §13.2.1)',
    requirements: ['LEG-07', 'PULL-13', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, etag } = await prepareTag(registry);
      const { digest } = registry.newBlob();
      for (const target of ['manifests/v2', `manifests/${digest}`, `blobs/${digest}`])
        for (const value of [etag, '*']) expectRefusal(await repository.get(target, { 'if-match': value }), 404);
    },
  },
  {
    id: 'put-by-digest',
    title: 'applies the condition of a push by digest',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, image, other, etag } = await prepareTag(registry);
      const put = (pushed: typeof image, headers: Record<string, string>) =>
        repository.putManifest(pushed, pushed.digest, { headers });
      expectStatus(await put(image, { 'if-none-match': '*' }), 412);
      expectStatus(await put(image, { 'if-match': '"x"' }), 412);
      expectStatus(await put(image, { 'if-match': etag }), 201);
      expectStatus(await put(other, { 'if-match': '*' }), 412);
      await expectNoManifest(repository, other.digest);
      expectStatus(await put(other, { 'if-none-match': '*' }), 201);
    },
  },
  {
    id: 'delete-manifest',
    title: 'deletes a manifest by digest only if If-Match names it',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    needs: ['delete-manifest'],
    async run(registry) {
      const { repository, image, other, etag } = await prepareTag(registry);
      const path = `manifests/${image.digest}`;
      for (const value of notMatching(etag)) expectRefusal(await repository.delete(path, { 'if-match': value }), 412);
      expectRefusal(await repository.delete(path, { 'if-none-match': '*' }), 412);
      expectStatus(await repository.head('manifests/v1'), 200);
      expectRefusal(await repository.delete(`manifests/${other.digest}`, { 'if-match': '*' }), 404);
      expectStatus(await repository.delete(path, { 'if-match': `"x", ${etag}` }), 202);
      await expectNoManifest(repository, 'v1', image.digest);
    },
  },
  {
    id: 'delete-blob',
    title: 'deletes a blob only if If-Match names it',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    needs: ['delete-blob'],
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      await repository.pushBlob(blob);
      const own = `"${blob.digest}"`;
      const path = `blobs/${blob.digest}`;
      for (const value of notMatching(own)) expectRefusal(await repository.delete(path, { 'if-match': value }), 412);
      expectRefusal(await repository.delete(path, { 'if-none-match': '*' }), 412);
      expectBody(await repository.get(path), blob.bytes);
      expectStatus(await repository.delete(path, { 'if-match': own }), 202);
      expectRefusal(await repository.delete(path, { 'if-match': own }), 404);
    },
  },
];

const writing: readonly RegistryCase[] = [
  {
    id: 'if-match',
    title: 'moves a tag if it is still where the client saw it',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, other, etag } = await prepareTag(registry);
      expectStatus(await repository.putManifest(other, 'v1', { headers: { 'if-match': etag } }), 201);
      expectBody(await repository.get('manifests/v1'), other.bytes);
    },
  },
  {
    id: 'if-match-fails',
    title: 'answers 412 and moves no tag that is elsewhere, or nowhere',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, image, other, etag } = await prepareTag(registry);
      const put = (tag: string, condition: string) =>
        repository.putManifest(other, tag, { headers: { 'if-match': condition } });
      expectStatus(await put('v1', `"${other.digest}"`), 412);
      expectStatus(await put('v2', etag), 412);
      expectStatus(await put('v2', '*'), 412);
      expectBody(await repository.get('manifests/v1'), image.bytes);
      await expectNoManifest(repository, 'v2');
    },
  },
  {
    id: 'if-none-match',
    title: 'sets only an absent tag when the client requires that',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, image, other } = await prepareTag(registry);
      const put = (tag: string) => repository.putManifest(other, tag, { headers: { 'if-none-match': '*' } });
      expectStatus(await put('v1'), 412);
      expectBody(await repository.get('manifests/v1'), image.bytes);
      expectStatus(await put('v2'), 201);
      expectBody(await repository.get('manifests/v2'), other.bytes);
    },
  },
  {
    id: 'delete',
    title: 'deletes a tag only if it is still where the client saw it',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    needs: ['delete-tag'],
    async run(registry) {
      const { repository, etag } = await prepareTag(registry);
      for (const value of notMatching(etag))
        expectStatus(await repository.delete('manifests/v1', { 'if-match': value }), 412);
      expectRefusal(await repository.delete('manifests/v2', { 'if-match': '*' }), 404);
      expectStatus(await repository.head('manifests/v1'), 200);
      expectStatus(await repository.delete('manifests/v1', { 'if-match': etag }), 202);
      await expectNoManifest(repository, 'v1');
    },
  },
];

const racing: readonly RegistryCase[] = [
  {
    id: 'first-wins',
    title: 'lets exactly one of eight clients set a tag that must not exist yet',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const images = Array.from({ length: 8 }, () => registry.newImage({ layers: [] }));
      for (const image of images) await repository.pushManifest(image);
      const put = images.map((image) => repository.putManifest(image, 'v1', { headers: { 'if-none-match': '*' } }));
      const statuses = (await Promise.all(put)).map(({ status }) => status);
      assert.deepEqual([...statuses].sort(), [201, ...Array(7).fill(412)]);
      expectBody(await repository.get('manifests/v1'), images[statuses.indexOf(201)]?.bytes ?? assert.fail());
    },
  },
  {
    id: 'no-lost-update',
    title: 'loses no update of eight clients that each move a tag only from where they saw it',
    requirements: ['LEG-07', 'HTTP-01'],
    strength: 'choice',
    async run(registry) {
      const { repository, etag } = await prepareTag(registry);
      const images = Array.from({ length: 8 }, () => registry.newImage({ layers: [] }));
      for (const image of images) await repository.pushManifest(image);
      const put = images.map((image) => repository.putManifest(image, 'v1', { headers: { 'if-match': etag } }));
      const statuses = (await Promise.all(put)).map(({ status }) => status);
      assert.deepEqual([...statuses].sort(), [201, ...Array(7).fill(412)]);
      expectBody(await repository.get('manifests/v1'), images[statuses.indexOf(201)]?.bytes ?? assert.fail());
    },
  },
];

/** ETags, If-None-Match and If-Match. */
export const conditionalCases = casesOf(
  'conditional',
  [...reading, ...matched, ...writing, ...racing],
  ['conditional'],
);
