import assert from 'node:assert/strict';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import type { Answer } from '../http/answer.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest } from '../repository-under-test.js';
import { expectNoBlob } from '../upload/expect-upload.js';

function mountBlob(target: RepositoryUnderTest, digest: string, from?: string): Promise<Answer> {
  const source = from === undefined ? '' : `&from=${from}`;
  return target.postUpload(`?mount=${encodeURIComponent(digest)}${source}`, { body: '' });
}

/** A source with a blob, and a target without. */
async function prepare(registry: RegistryContext) {
  const [source, target] = [registry.newRepository(), registry.newRepository()];
  const blob = registry.newBlob();
  await source.pushBlob(blob);
  return { source, target, blob };
}

/** The answer is a fresh session, which takes the blob as any other does (MNT-06). */
async function expectSession(target: RepositoryUnderTest, answer: Answer, blob: { digest: string; bytes: Uint8Array }) {
  expectStatus(answer, 202);
  await expectNoBlob(target, blob.digest);
  expectStatus(await target.closeUpload(locationOf(answer), blob.digest, { body: blob.bytes }), 201);
  expectStatus(await target.head(`blobs/${blob.digest}`), 200);
}

const mounting: readonly RegistryCase[] = [
  {
    id: 'empty',
    title: 'ignores an empty mount parameter',
    requirements: ['MNT-06', 'POST-01', 'POST-04'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const pushed = registry.newBlob();
      for (const query of ['?mount=', '?mount=&from=', `?from=${repository.name}&mount=`])
        await expectSession(repository, await repository.postUpload(query, { body: '' }), registry.newBlob());
      const answer = await repository.postUpload(`?mount=&digest=${pushed.digest}`, { body: pushed.bytes });
      expectStatus(answer, [201, 202]);
      if (answer.status === 201) expectBody(await repository.get(`blobs/${pushed.digest}`), pushed.bytes);
    },
  },
  {
    id: 'from-repository',
    title: 'mounts a blob with 201 at its path in the target repository, where it can be pulled',
    requirements: ['MNT-02'],
    strength: 'must',
    needs: ['mount'],
    async run(registry) {
      const { source, target, blob } = await prepare(registry);
      const answer = await mountBlob(target, blob.digest, source.name);
      expectStatus(answer, 201);
      assert.equal(new URL(locationOf(answer)).pathname, target.path(`blobs/${blob.digest}`));
      expectBody(await target.get(`blobs/${blob.digest}`), blob.bytes);
      expectStatus(await source.head(`blobs/${blob.digest}`), 200);
    },
  },
  {
    id: 'fields',
    title: 'names the digest of a mounted blob, and sends no body',
    requirements: ['MNT-03', 'CLI-03'],
    strength: 'choice',
    needs: ['mount'],
    async run(registry) {
      const { source, target, blob } = await prepare(registry);
      const answer = await mountBlob(target, blob.digest, source.name);
      expectStatus(answer, 201);
      expectHeader(answer, 'docker-content-digest', blob.digest);
      expectHeader(answer, 'content-length', '0');
    },
  },
  {
    id: 'or-session',
    title: 'answers a mount with 201, or with 202 and an upload in the target repository',
    requirements: ['MNT-02', 'MNT-06'],
    strength: 'must',
    async run(registry) {
      const { source, target, blob } = await prepare(registry);
      const answer = await mountBlob(target, blob.digest, source.name);
      expectStatus(answer, [201, 202]);
      const path = target.path(answer.status === 201 ? `blobs/${blob.digest}` : 'blobs/uploads/');
      assert.ok(new URL(locationOf(answer)).pathname.startsWith(path), locationOf(answer));
    },
  },
  {
    id: 'query-forms',
    title: 'reads mount and from in any order, encoded or not',
    requirements: ['MNT-02'],
    strength: 'should',
    needs: ['mount'],
    async run(registry) {
      const { source, blob } = await prepare(registry);
      const from = { plain: source.name, coded: encodeURIComponent(source.name) };
      const mount = { plain: blob.digest, coded: encodeURIComponent(blob.digest) };
      for (const query of [
        `?from=${from.plain}&mount=${mount.coded}`,
        `?mount=${mount.plain}&from=${from.coded}&origin=x`,
      ])
        expectStatus(await registry.newRepository().postUpload(query, { body: '' }), 201);
    },
  },
  {
    id: 'source-may-go',
    title: 'keeps a mounted blob in the target after the source lost it',
    requirements: ['MNT-02'],
    strength: 'must',
    needs: ['mount', 'delete-blob'],
    async run(registry) {
      const { source, target, blob } = await prepare(registry);
      expectStatus(await mountBlob(target, blob.digest, source.name), 201);
      expectStatus(await source.delete(`blobs/${blob.digest}`), 202);
      expectBody(await target.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'from-itself',
    title: 'mounts a blob from its own repository if it is there, and opens an upload if it is not',
    requirements: ['MNT-02', 'MNT-06', 'BAD-076'],
    strength: 'choice',
    needs: ['mount'],
    async run(registry) {
      const { source, target, blob } = await prepare(registry);
      expectStatus(await mountBlob(source, blob.digest, source.name), 201);
      await target.pushBlob(registry.newBlob());
      await expectSession(target, await mountBlob(target, blob.digest, target.name), blob);
    },
  },
  {
    id: 'anonymous',
    title: 'answers a mount without a source with 201, or with 202 and an upload',
    requirements: ['MNT-05', 'MNT-06'],
    strength: 'must',
    async run(registry) {
      const { target, blob } = await prepare(registry);
      const answer = await mountBlob(target, blob.digest);
      expectStatus(answer, [201, 202]);
      if (answer.status === 202) await expectSession(target, answer, blob);
      expectBody(await target.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
  {
    id: 'anonymous-mounts',
    title: 'mounts a blob without a source from wherever it is',
    requirements: ['MNT-05'],
    strength: 'should',
    needs: ['anonymous-mount'],
    async run(registry) {
      const { target, blob } = await prepare(registry);
      expectStatus(await mountBlob(target, blob.digest), 201);
      expectBody(await target.get(`blobs/${blob.digest}`), blob.bytes);
    },
  },
];

const falling: readonly RegistryCase[] = [
  {
    id: 'unknown-blob',
    title: 'opens an upload with 202 where the blob to mount is unknown, and the blob can be pushed to it',
    requirements: ['MNT-06', 'BAD-075'],
    strength: 'must',
    async run(registry) {
      const { source, target } = await prepare(registry);
      const blob = registry.newBlob();
      await expectSession(target, await mountBlob(target, blob.digest, source.name), blob);
    },
  },
  {
    id: 'unknown-blob-anonymous',
    title: 'opens an upload with 202 where the blob to mount is nowhere and no source is named',
    requirements: ['MNT-06'],
    strength: 'must',
    async run(registry) {
      const target = registry.newRepository();
      const blob = registry.newBlob();
      await expectSession(target, await mountBlob(target, blob.digest), blob);
    },
  },
  {
    id: 'unknown-source',
    title: 'opens an upload with 202 where the source of a mount does not exist, though the blob is elsewhere',
    requirements: ['MNT-06', 'BAD-075'],
    strength: 'should',
    async run(registry) {
      const { target, blob } = await prepare(registry);
      expectStatus(await mountBlob(target, blob.digest, registry.newRepository().name), [201, 202]);
      const fresh = registry.newBlob();
      await expectSession(target, await mountBlob(target, fresh.digest, registry.newRepository().name), fresh);
    },
  },
  {
    id: 'bad-source',
    title: 'opens an upload with 202 where the source of a mount is no repository name',
    requirements: ['MNT-06', 'BAD-075'],
    strength: 'choice',
    async run(registry) {
      for (const from of ['UPPER', '..%2f..', ''])
        expectStatus(await mountBlob(registry.newRepository(), registry.newBlob().digest, from), 202);
    },
  },
  {
    id: 'source-without-blob',
    title: 'opens an upload with 202 where a source is named and no blob',
    requirements: ['MNT-06'],
    strength: 'choice',
    async run(registry) {
      const { source, target } = await prepare(registry);
      expectStatus(await target.postUpload(`?from=${source.name}`, { body: '' }), 202);
    },
  },
  {
    id: 'bad-digest',
    title: 'refuses to mount a blob whose digest is malformed',
    requirements: ['DIG-01', 'ERR-03', 'BAD-074'],
    strength: 'choice',
    async run(registry) {
      const { source, target } = await prepare(registry);
      for (const digest of ['sha256:xyz', 'sha256'])
        expectError(await mountBlob(target, digest, source.name), 400, 'DIGEST_INVALID');
      expectRefusal(await target.get('tags/list'), 404);
    },
  },
];

/** Cross-repository mounts (end-11). */
export const mountCases = casesOf('mount', [...mounting, ...falling]);
