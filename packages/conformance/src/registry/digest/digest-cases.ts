import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { locationOf, withQuery } from '../repository-under-test.js';

const hex = '0123456789abcdef'.repeat(4);

interface BadDigest {
  readonly id: string;
  readonly text: string;
  readonly requirements: readonly string[];
}

const badDigests: readonly BadDigest[] = [
  { id: 'not-hex', text: 'sha256:totallywrong', requirements: ['REF-06', 'BAD-018'] },
  { id: 'upper-case', text: `sha256:${hex.toUpperCase()}`, requirements: ['DIG-02', 'BAD-019'] },
  { id: '63-characters', text: `sha256:${hex.slice(1)}`, requirements: ['DIG-02', 'BAD-020'] },
  { id: '65-characters', text: `sha256:${hex}0`, requirements: ['DIG-02', 'BAD-020'] },
  { id: 'md5', text: `md5:${hex.slice(32)}`, requirements: ['DIG-07', 'BAD-021'] },
  { id: 'empty', text: 'sha256:', requirements: ['DIG-01', 'BAD-021'] },
  { id: 'unregistered', text: 'sha256+b64:abcd', requirements: ['DIG-07', 'BAD-021'] },
  { id: 'short-sha512', text: `sha512:${hex}`, requirements: ['DIG-03', 'BAD-021'] },
  { id: 'no-algorithm', text: `:${hex}`, requirements: ['DIG-01'] },
  { id: 'prototype', text: `__proto__:${hex}`, requirements: ['DIG-01'] },
];

const reading = badDigests.map(
  ({ id, text, requirements }): RegistryCase => ({
    id: `read-${id}`,
    title: `answers 400 or 404 to a read by the digest ${shorten(text)}`,
    requirements: ['DIG-01', ...requirements],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      for (const kind of ['blobs', 'manifests']) {
        expectRefusal(await repository.get(`${kind}/${text}`), [400, 404]);
        expectRefusal(await repository.head(`${kind}/${text}`), [400, 404]);
      }
    },
  }),
);

const explained = badDigests.map(
  ({ id, text, requirements }): RegistryCase => ({
    id: `code-${id}`,
    title: `answers 400 DIGEST_INVALID wherever the digest ${shorten(text)} is sent`,
    requirements: ['DIG-01', 'ERR-02', 'ERR-03', ...requirements],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      for (const kind of ['blobs', 'manifests']) {
        expectError(await repository.get(`${kind}/${text}`), 400, 'DIGEST_INVALID');
        expectError(await repository.delete(`${kind}/${text}`), 400, 'DIGEST_INVALID');
      }
      expectError(await repository.putManifest(registry.newImage(), text), 400, 'DIGEST_INVALID');
    },
  }),
);

const pushing = badDigests.map(
  ({ id, text, requirements }): RegistryCase => ({
    id: `push-${id}`,
    title: `refuses to store a blob or a manifest under the digest ${shorten(text)}`,
    requirements: ['DIG-07', 'MONO-11', 'POST-07', ...requirements],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const { bytes } = registry.newBlob();
      expectRefusal(await repository.closeUpload(await repository.startUpload(), text, { body: bytes }), 400);
      const query = `?digest=${encodeURIComponent(text)}`;
      const posted = await repository.postUpload(query, { body: bytes });
      // 202 is for registries that take no blob by one POST (POST-05): they see the digest with the PUT.
      if (posted.status !== 202) expectRefusal(posted, 400);
      else expectRefusal(await repository.closeUpload(locationOf(posted), text, { body: bytes }), 400);
      expectRefusal(await repository.putManifest(registry.newImage(), text), [400, 404]);
    },
  }),
);

const encoded: readonly RegistryCase[] = [
  {
    id: 'percent-encoded',
    title: 'reads a digest whose colon is percent-encoded in a path',
    requirements: ['HTTP-01', 'CLI-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      await repository.pushBlob(blob);
      expectBody(await repository.get(`blobs/${blob.digest.replace(':', '%3A')}`), blob.bytes);
      const image = registry.newImage({ layers: [] });
      await repository.pushManifest(image, image.digest.replace(':', '%3A'));
      expectBody(await repository.get(`manifests/${image.digest.replace(':', '%3A')}`), image.bytes);
    },
  },
  {
    id: 'percent-encoded-query',
    title: 'reads a digest whose colon is percent-encoded in a query, as both official suites send it',
    requirements: ['MONO-09', 'CLI-04'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const closing = withQuery(await repository.startUpload(), `digest=${blob.digest.replace(':', '%3A')}`);
      expectStatus(await registry.http.send('PUT', closing, { body: blob.bytes }), 201);
      expectBody(await repository.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'plain-query',
    title: 'reads a digest in a query whose colon is not encoded',
    requirements: ['MONO-09'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const closing = withQuery(await repository.startUpload(), `digest=${blob.digest}`);
      const answer = await registry.http.send('PUT', closing, { body: blob.bytes });
      expectStatus(answer, 201);
      expectHeader(answer, 'location');
    },
  },
];

function shorten(text: string): string {
  return text.length > 32 ? `${text.slice(0, 20)}… of ${text.length} characters` : text;
}

/** The grammar of digests wherever a request carries one (DIG-01, DIG-02, DIG-07). */
export const digestCases = casesOf('digest', [...reading, ...explained, ...pushing, ...encoded]);
