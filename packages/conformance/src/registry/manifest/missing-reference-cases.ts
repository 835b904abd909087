import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
import { descriptorOf } from '../content/sample-blob.js';
import { imageFields, imageOf, indexOf, manifestOf } from '../content/sample-manifest.js';
import { expectError, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { expectNoManifest } from './push-manifest-cases.js';

const checked: readonly RegistryCase[] = [
  {
    id: 'blob',
    title: 'refuses an image whose layer the repository lacks, and stores nothing',
    requirements: ['PUSH-03', 'PUSH-04', 'BAD-049'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushBlob(image.blobs[0] ?? assert.fail());
      expectError(await repository.putManifest(image, 'v1'), [400, 404], 'MANIFEST_BLOB_UNKNOWN');
      await expectNoManifest(repository, 'v1', image.digest);
    },
  },
  {
    id: 'each-blob',
    title: 'names every digest that is missing, each in an entry of its own',
    requirements: ['PUSH-04', 'BAD-049'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      const answer = await repository.putManifest(image, 'v1');
      expectError(answer, 404, 'MANIFEST_BLOB_UNKNOWN');
      const { errors } = JSON.parse(answer.body.toString()) as { errors: { code: string; detail?: unknown }[] };
      assert.deepEqual(
        errors.map(({ code }) => code),
        image.blobs.map(() => 'MANIFEST_BLOB_UNKNOWN'),
      );
      for (const { digest } of image.blobs)
        assert.ok(
          errors.some(({ detail }) => JSON.stringify(detail)?.includes(digest)),
          `an entry names ${digest}`,
        );
    },
  },
  {
    id: 'child',
    title: 'refuses an index whose entry the repository lacks, and stores nothing',
    requirements: ['PUSH-03', 'PUSH-04', 'BAD-050'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v0');
      const index = indexOf([registry.newImage().descriptor]);
      expectError(await repository.putManifest(index, 'v1'), [400, 404], 'MANIFEST_BLOB_UNKNOWN');
      await expectNoManifest(repository, 'v1', index.digest);
    },
  },
  {
    id: 'other-repository',
    title: 'refuses an image whose blobs are in another repository only',
    requirements: ['PUSH-03', 'PUSH-04', 'BAD-059'],
    strength: 'must',
    async run(registry) {
      const [mine, other] = [registry.newRepository(), registry.newRepository()];
      const image = registry.newImage();
      await other.pushManifest(image, 'v1');
      expectError(await mine.putManifest(image, 'v1'), [400, 404], 'MANIFEST_BLOB_UNKNOWN');
      await expectNoManifest(mine, 'v1', image.digest);
    },
  },
  {
    id: 'deleted-blob',
    title: 'refuses an image whose layer was deleted before',
    requirements: ['PUSH-03', 'DEL-11'],
    strength: 'must',
    needs: ['delete-blob'],
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      expectStatus(await repository.delete(`blobs/${image.blobs.at(-1)?.digest}`), 202);
      expectError(await repository.putManifest(image, 'v1'), [400, 404], 'MANIFEST_BLOB_UNKNOWN');
    },
  },
  {
    id: 'wrong-size',
    title: 'refuses an image that gives another size for a layer than it has',
    requirements: ['BAD-047', 'ERR-03'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      for (const blob of image.blobs) await repository.pushBlob(blob);
      const [config, layer] = [registry.newBlob(), registry.newBlob()];
      for (const blob of [config, layer]) await repository.pushBlob(blob);
      const wrong = imageOf({ config, layers: [{ ...layer, size: layer.size + 1 }] });
      expectError(await repository.putManifest(wrong, 'v1'), 400, 'MANIFEST_INVALID');
      await expectNoManifest(repository, 'v1', wrong.digest);
    },
  },
];

const sparse: readonly RegistryCase[] = [
  {
    id: 'sparse-index',
    title: 'takes an index whose entry the repository lacks',
    requirements: ['PUSH-03'],
    strength: 'must',
    needs: ['sparse-index'],
    async run(registry) {
      const repository = registry.newRepository();
      const index = indexOf([registry.newImage().descriptor]);
      await repository.pushManifest(index, 'v1');
      expectStatus(await repository.get('manifests/v1'), 200);
    },
  },
  {
    id: 'sparse-image',
    title: 'takes an image whose layer the repository lacks',
    requirements: ['PUSH-03'],
    strength: 'must',
    needs: ['sparse-image'],
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushBlob(image.blobs[0] ?? assert.fail());
      expectStatus(await repository.putManifest(image, 'v1'), 201);
      expectStatus(await repository.get('manifests/v1'), 200);
    },
  },
];

const always: readonly RegistryCase[] = [
  {
    id: 'subject',
    title: 'takes a manifest whose subject does not exist',
    requirements: ['PUSH-02', 'BAD-051'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage({ subject: registry.newImage().descriptor });
      await repository.pushManifest(image, 'v1');
      expectStatus(await repository.get('manifests/v1'), 200);
    },
  },
  {
    id: 'unverifiable-subject',
    title: 'takes a subject whose digest is well formed but of an algorithm that nobody can verify',
    requirements: ['DIG-05', 'PUSH-02'],
    strength: 'should',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      const subject = {
        mediaType: mediaTypes.imageManifest,
        digest: 'multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL',
        size: 10,
      };
      const fields = { ...JSON.parse(Buffer.from(image.bytes).toString()), subject };
      await repository.pushManifest(manifestOf(fields, image.mediaType, image.blobs), 'v1');
    },
  },
  {
    id: 'foreign-without-urls',
    title: 'takes a foreign layer that nobody pushed though it says not where it is',
    requirements: ['PUSH-05'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const config = registry.newBlob();
      await repository.pushBlob(config);
      const layer = descriptorOf(registry.newBlob(), mediaTypes.nondistributableLayerTarGzip);
      const image = manifestOf({ ...imageFields({ config, layers: [] }), layers: [layer] });
      expectStatus(await repository.putManifest(image, 'v1'), 201);
      expectRefusal(await repository.head(`blobs/${layer.digest}`), 404);
    },
  },
];

/** What a manifest references and the repository lacks (PUSH-02 to PUSH-05). */
export const missingReferenceCases = [
  ...casesOf('missing', checked, ['reference-check']),
  ...casesOf('missing', [...sparse, ...always]),
];
