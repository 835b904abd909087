import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import type { SampleBlob } from '../content/sample-blob.js';
import { indexOf } from '../content/sample-manifest.js';
import { expectBody, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { locationOf, type RepositoryUnderTest } from '../repository-under-test.js';

async function expectReadable(repository: RepositoryUnderTest, blob: SampleBlob): Promise<void> {
  const whole = await repository.get(`blobs/${blob.digest}`);
  expectStatus(whole, 200);
  expectBody(whole, blob.bytes);
  expectHeader(whole, 'docker-content-digest', blob.digest);
  const head = await repository.head(`blobs/${blob.digest}`);
  expectStatus(head, 200);
  expectHeader(head, 'content-length', String(blob.size));
  expectHeader(head, 'docker-content-digest', blob.digest);
}

type Push = (registry: RegistryContext, repository: RepositoryUnderTest, blob: SampleBlob) => Promise<void>;

const pushes: Readonly<Record<string, Push>> = {
  'POST and PUT': (_, repository, blob) => repository.pushBlob(blob),
  'one POST': async (_, repository, blob) => {
    const answer = await repository.postUpload(`?digest=${blob.digest}`, { body: blob.bytes });
    expectStatus(answer, [201, 202]);
    if (answer.status === 202)
      expectStatus(await repository.closeUpload(locationOf(answer), blob.digest, { body: blob.bytes }), 201);
  },
  'two chunks without a hint': async (_, repository, blob) => {
    const first = await repository.patchUpload(await repository.startUpload(), blob.bytes.subarray(0, 100), 0);
    expectStatus(first, 202);
    const second = await repository.patchUpload(locationOf(first), blob.bytes.subarray(100), 100);
    expectStatus(second, 202);
    expectStatus(await repository.closeUpload(locationOf(second), blob.digest), 201);
  },
  'a PATCH after the hint digest-algorithm=sha512': async (_, repository, blob) => {
    const opened = await repository.postUpload('?digest-algorithm=sha512');
    expectStatus(opened, 202);
    const patched = await repository.patchUpload(locationOf(opened), blob.bytes);
    expectStatus(patched, 202);
    expectStatus(await repository.closeUpload(locationOf(patched), blob.digest), 201);
  },
};

const pushed = Object.entries(pushes).map(
  ([way, push]): RegistryCase => ({
    id: way.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    title: `stores a blob under its sha512 digest by ${way}, and names that digest when it is read`,
    requirements: ['DIG-03', 'CHNK-03', 'PULL-16', 'HEAD-02'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(256, 'sha512');
      await push(registry, repository, blob);
      await expectReadable(repository, blob);
    },
  }),
);

const cases: readonly RegistryCase[] = [
  ...pushed,
  {
    id: 'hint-is-no-promise',
    title: 'closes an upload by sha256 though the hint was sha512',
    requirements: ['CHNK-03'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob();
      const opened = await repository.postUpload('?digest-algorithm=sha512');
      expectStatus(opened, 202);
      const answer = await repository.closeUpload(locationOf(opened), blob.digest, { body: blob.bytes });
      expectStatus(answer, 201);
    },
  },
  {
    id: 'wrong-content',
    title: 'refuses content that does not hash to its sha512 digest, and stores nothing',
    requirements: ['MONO-11', 'DIG-03'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const blob = registry.newBlob(64, 'sha512');
      const other = registry.newBlob(64);
      expectRefusal(
        await repository.closeUpload(await repository.startUpload(), blob.digest, { body: other.bytes }),
        400,
      );
      expectRefusal(await repository.head(`blobs/${blob.digest}`), 404);
    },
  },
  {
    id: 'manifests',
    title: 'stores an index and its images under sha512 digests alone',
    requirements: ['DIG-03', 'PULL-09', 'MAN-09'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage({ algorithm: 'sha512' });
      const index = indexOf([image.descriptor], { algorithm: 'sha512' });
      await repository.pushManifest(image);
      const answer = await repository.putManifest(index);
      expectStatus(answer, 201);
      expectHeader(answer, 'docker-content-digest', index.digest);
      for (const manifest of [image, index]) {
        const read = await repository.get(`manifests/${manifest.digest}`);
        expectStatus(read, 200);
        expectBody(read, manifest.bytes);
        expectHeader(read, 'docker-content-digest', manifest.digest);
      }
    },
  },
  {
    id: 'both-algorithms',
    title: 'serves one content under both digests after it was pushed by both, each with its own digest',
    requirements: ['PULL-10', 'PULL-17'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const long = registry.newBlob(128, 'sha512');
      const short = { ...long, digest: digestOf(long.bytes) };
      await repository.pushBlob(short);
      await repository.pushBlob(long);
      for (const blob of [short, long]) {
        const answer = await repository.get(`blobs/${blob.digest}`);
        expectStatus(answer, 200);
        const named = expectHeader(answer, 'docker-content-digest');
        assert.ok([short.digest, long.digest].includes(named as typeof named & typeof short.digest), named);
      }
    },
  },
];

/** Content under sha512 digests, which the official suite pushes without any hint (DIG-03, CHNK-03). */
export const sha512Cases = [
  ...casesOf('sha512', cases, ['sha512']),
  ...casesOf('digest', [
    {
      id: 'unknown-algorithm-hint',
      title: 'refuses to open an upload for a digest algorithm that it does not know',
      requirements: ['CHNK-03', 'DIG-07', 'BAD-073'],
      strength: 'choice',
      async run(registry) {
        expectRefusal(await registry.newRepository().postUpload('?digest-algorithm=foo'), 400);
      },
    },
  ]),
];
