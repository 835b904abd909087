import assert from 'node:assert/strict';
import type { SampleBlob } from '../content/sample-blob.js';
import { expectBody, expectError, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import type { RepositoryUnderTest } from '../repository-under-test.js';

/** Too large for a registry to serve from memory. */
const size = 300_000;

/** Damages of stored bytes; each changes their length. */
const losses: Readonly<Record<string, (bytes: Buffer) => Buffer | undefined>> = {
  lost: () => undefined,
  empty: () => Buffer.alloc(0),
  truncated: (bytes) => bytes.subarray(0, bytes.byteLength - 1),
  lengthened: (bytes) => Buffer.concat([bytes, Buffer.from('x')]),
};

/** Changes one bit, and keeps the length. */
function flipLastBit(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(changed.byteLength - 1) ^ 1, changed.byteLength - 1);
  return changed;
}

type Change = (bytes: Buffer) => Buffer | undefined;

async function changeStored(registry: RegistryContext, { digest }: SampleBlob, change: Change): Promise<void> {
  const { changeStoredBlob } = registry.registry;
  assert.ok(changeStoredBlob !== undefined, 'the registry under test has changeStoredBlob');
  await changeStoredBlob(digest, change);
}

async function mount(from: RepositoryUnderTest, to: RepositoryUnderTest, { digest }: SampleBlob): Promise<number> {
  return (await to.postUpload(`?mount=${digest}&from=${from.name}`)).status;
}

async function expectWhole(repositories: readonly RepositoryUnderTest[], blob: SampleBlob): Promise<void> {
  for (const repository of repositories) {
    expectStatus(await repository.head(`blobs/${blob.digest}`), 200);
    const answer = await repository.get(`blobs/${blob.digest}`);
    expectStatus(answer, 200);
    expectBody(answer, blob.bytes);
  }
}

async function expectAbsent(repositories: readonly RepositoryUnderTest[], { digest }: SampleBlob): Promise<void> {
  for (const repository of repositories) {
    expectError(await repository.get(`blobs/${digest}`), 404, 'BLOB_UNKNOWN');
    expectRefusal(await repository.head(`blobs/${digest}`), 404);
  }
}

function loss(name: string, change: Change): readonly RegistryCase[] {
  return [
    {
      id: `${name}-read`,
      title: `treats a blob that is ${name} in the store as absent after a read, and a push repairs it everywhere`,
      requirements: ['PULL-20', 'PUSH-04'],
      strength: 'choice',
      needs: ['mount', 'reference-check'],
      async run(registry) {
        const [first, second, third] = [registry.newRepository(), registry.newRepository(), registry.newRepository()];
        const blob = registry.newBlob(size);
        const image = registry.newImage({ layers: [blob] });
        await first.pushManifest(image, 'latest');
        expectStatus(await second.postUpload(`?mount=${blob.digest}&from=${first.name}`), 201);
        await changeStored(registry, blob, change);
        await expectAbsent([first, second], blob);
        assert.equal(await mount(first, third, blob), 202, 'a damaged blob is not mounted');
        expectError(await first.putManifest(image, 'again'), 404, 'MANIFEST_BLOB_UNKNOWN');
        expectStatus(await first.get('manifests/latest'), 200);
        await third.pushBlob(blob);
        await expectWhole([first, second, third], blob);
        expectStatus(await first.putManifest(image, 'again'), 201);
      },
    },
    {
      id: `${name}-unread`,
      title: `repairs a blob that is ${name} in the store when it is pushed again without a read before`,
      requirements: ['PULL-20'],
      strength: 'choice',
      async run(registry) {
        const [first, second] = [registry.newRepository(), registry.newRepository()];
        for (const pushed of [first, second]) {
          const blob = registry.newBlob(size);
          await first.pushBlob(blob);
          await changeStored(registry, blob, change);
          await pushed.pushBlob(blob);
          await expectWhole([first, pushed], blob);
        }
      },
    },
  ];
}

const cases: readonly RegistryCase[] = [
  ...Object.entries(losses).flatMap(([name, change]) => loss(name, change)),
  {
    id: 'range',
    title: 'does not serve a range of a blob that has another length in the store',
    requirements: ['PULL-20', 'PULL-21'],
    strength: 'choice',
    needs: ['range'],
    async run(registry) {
      for (const change of Object.values(losses))
        for (const range of ['bytes=0-9', `bytes=${size - 10}-`]) {
          const repository = registry.newRepository();
          const blob = registry.newBlob(size);
          await repository.pushBlob(blob);
          await changeStored(registry, blob, change);
          expectError(await repository.get(`blobs/${blob.digest}`, { range }), 404, 'BLOB_UNKNOWN');
        }
    },
  },
  {
    id: 'other-content',
    title: 'never serves a small blob whose stored bytes have another digest, and a push repairs it',
    requirements: ['PULL-15', 'PULL-17'],
    strength: 'choice',
    needs: ['mount'],
    async run(registry) {
      for (const length of [1, 2000, 60_000]) {
        const [first, second] = [registry.newRepository(), registry.newRepository()];
        const blob = registry.newBlob(length);
        await first.pushBlob(blob);
        assert.equal(await mount(first, second, blob), 201);
        await changeStored(registry, blob, flipLastBit);
        for (const repository of [first, second, first])
          expectError(await repository.get(`blobs/${blob.digest}`), 404, 'BLOB_UNKNOWN');
        await expectAbsent([first, second], blob);
        await second.pushBlob(blob);
        await expectWhole([first, second], blob);
      }
    },
  },
  {
    id: 'manifest-of-its-digest',
    title: 'serves a manifest that has the same digest as a damaged blob',
    requirements: ['PULL-15'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushBlob(image);
      await changeStored(registry, image, flipLastBit);
      expectError(await repository.get(`blobs/${image.digest}`), 404, 'BLOB_UNKNOWN');
      await repository.pushManifest(image, 'latest');
      expectError(await repository.get(`blobs/${image.digest}`), 404, 'BLOB_UNKNOWN');
      const answer = await repository.get('manifests/latest');
      expectStatus(answer, 200);
      expectBody(answer, image.bytes);
    },
  },
];

export const damagedBlobCases = casesOf('damaged-blob', cases, ['damage']);
