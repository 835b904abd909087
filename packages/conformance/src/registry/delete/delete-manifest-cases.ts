import assert from 'node:assert/strict';
import { indexOf } from '../content/sample-manifest.js';
import { expectBody, expectError, expectRefusal, expectStatus } from '../expect.js';
import { expectNoManifest, prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { tagsOf } from '../tag/tag-list-cases.js';

const cases: readonly RegistryCase[] = [
  {
    id: 'manifest',
    title: 'deletes a manifest with every tag that points to it, and no other',
    requirements: ['CAT-03', 'DEL-05', 'DEL-08', 'DEL-14'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const [image, other] = [registry.newImage(), registry.newImage()];
      await repository.pushManifest(image, 'v1', 'v2');
      await repository.pushManifest(other, 'other');
      expectStatus(await repository.delete(`manifests/${image.digest}`), 202);
      await expectNoManifest(repository, image.digest, 'v1', 'v2');
      for (const reference of [image.digest, 'v1']) expectRefusal(await repository.get(`manifests/${reference}`), 404);
      expectBody(await repository.get('manifests/other'), other.bytes);
      assert.deepEqual(tagsOf(await repository.get('tags/list')), ['other']);
    },
  },
  {
    id: 'unknown-manifest',
    title: 'answers 404 to the deletion of a manifest that is not there, and in a repository that is not there',
    requirements: ['DEL-06'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      const { digest } = registry.newBlob();
      expectRefusal(await repository.delete(`manifests/${digest}`), 404);
      expectRefusal(await registry.newRepository().delete(`manifests/${digest}`), 404);
    },
  },
  {
    id: 'codes',
    title: 'answers a deletion of absent content with the error code of that content',
    requirements: ['DEL-06', 'DEL-12', 'ERR-03'],
    strength: 'choice',
    needs: ['delete-blob', 'delete-tag'],
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      const { digest } = registry.newBlob();
      expectError(await repository.delete(`manifests/${digest}`), 404, 'MANIFEST_UNKNOWN');
      expectError(await repository.delete('manifests/v2'), 404, 'MANIFEST_UNKNOWN');
      expectError(await repository.delete(`blobs/${digest}`), 404, 'BLOB_UNKNOWN');
      const codes = ['NAME_UNKNOWN', 'MANIFEST_UNKNOWN'] as const;
      expectError(await registry.newRepository().delete(`manifests/${digest}`), 404, codes);
    },
  },
  {
    id: 'manifest-twice',
    title: 'deletes a manifest once, and takes it again',
    requirements: ['DEL-05', 'DEL-06', 'MAN-08'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      await repository.pushManifest(registry.newImage(), 'other');
      expectStatus(await repository.delete(`manifests/${image.digest}`), 202);
      expectRefusal(await repository.delete(`manifests/${image.digest}`), 404);
      await repository.pushManifest(image, 'v1');
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
  {
    id: 'index',
    title: 'deletes an index and keeps the images that it listed',
    requirements: ['DEL-05'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image, 'image');
      const index = indexOf([image.descriptor]);
      await repository.pushManifest(index, 'index');
      expectStatus(await repository.delete(`manifests/${index.digest}`), 202);
      await expectNoManifest(repository, 'index');
      expectBody(await repository.get('manifests/image'), image.bytes);
    },
  },
  {
    id: 'child',
    title: 'deletes an image that an index lists, and still serves the index',
    requirements: ['DEL-05'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image);
      const index = indexOf([image.descriptor]);
      await repository.pushManifest(index, 'index');
      expectStatus(await repository.delete(`manifests/${image.digest}`), 202);
      await expectNoManifest(repository, image.digest);
      expectBody(await repository.get('manifests/index'), index.bytes);
    },
  },
];

/** Deletion of manifests (DEL-05 to DEL-08). */
export const deleteManifestCases = casesOf('delete', cases, ['delete-manifest']);
