import assert from 'node:assert/strict';
import { expectBody, expectRefusal, expectStatus } from '../expect.js';
import { expectNoManifest } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { tagsOf } from '../tag/tag-list-cases.js';

const cases: readonly RegistryCase[] = [
  {
    id: 'tag',
    title: 'deletes a tag and nothing else: the manifest and its other tags stay',
    requirements: ['CAT-03', 'DEL-02', 'DEL-04', 'DEL-14'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1', 'v2');
      expectStatus(await repository.delete('manifests/v1'), 202);
      await expectNoManifest(repository, 'v1');
      expectRefusal(await repository.get('manifests/v1'), 404);
      expectBody(await repository.get('manifests/v2'), image.bytes);
      expectBody(await repository.get(`manifests/${image.digest}`), image.bytes);
      assert.deepEqual(tagsOf(await repository.get('tags/list')), ['v2']);
    },
  },
  {
    id: 'last-tag',
    title: 'keeps a manifest by its digest after its last tag was deleted',
    requirements: ['DEL-02', 'DEL-04'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const image = registry.newImage();
      await repository.pushManifest(image, 'v1');
      expectStatus(await repository.delete('manifests/v1'), 202);
      expectBody(await repository.get(`manifests/${image.digest}`), image.bytes);
    },
  },
  {
    id: 'unknown-tag',
    title: 'answers 404 to the deletion of a tag that is absent, deleted or invalid',
    requirements: ['DEL-06', 'ERR-03'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1', 'v2');
      expectStatus(await repository.delete('manifests/v1'), 202);
      for (const gone of ['v1', 'v3', '-x']) expectRefusal(await repository.delete(`manifests/${gone}`), 404);
      assert.deepEqual(tagsOf(await repository.get('tags/list')), ['v2']);
    },
  },
  {
    id: 'tag-again',
    title: 'sets a tag again that was deleted',
    requirements: ['DEL-02', 'MAN-08'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const [first, second] = [registry.newImage(), registry.newImage()];
      await repository.pushManifest(first, 'v1');
      expectStatus(await repository.delete('manifests/v1'), 202);
      await repository.pushManifest(second, 'v1');
      expectBody(await repository.get('manifests/v1'), second.bytes);
    },
  },
];

/** Deletion of tags (DEL-02 to DEL-04). */
export const deleteTagCases = casesOf('delete', cases, ['delete-tag']);
