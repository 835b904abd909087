import assert from 'node:assert/strict';
import { indexOf } from '../content/sample-manifest.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { expectNoManifest, prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { tagsOf } from '../tag/tag-list-cases.js';
import { expectNoBlob } from '../upload/expect-upload.js';

const tag: readonly RegistryCase[] = [
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
    title: 'answers 404 to the deletion of a tag that is not there, or no longer, or is none',
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

const manifest: readonly RegistryCase[] = [
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
    title: 'names what is unknown where something to delete is not there',
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

const blob: readonly RegistryCase[] = [
  {
    id: 'blob',
    title: 'deletes a blob from its repository at once, and takes it again',
    requirements: ['CAT-03', 'DEL-11', 'DEL-14'],
    strength: 'must',
    async run(registry) {
      const [repository, other] = [registry.newRepository(), registry.newRepository()];
      const content = registry.newBlob();
      await repository.pushBlob(content);
      await other.pushBlob(content);
      expectStatus(await repository.delete(`blobs/${content.digest}`), 202);
      await expectNoBlob(repository, content.digest);
      expectRefusal(await repository.get(`blobs/${content.digest}`), 404);
      expectBody(await other.get(`blobs/${content.digest}`), content.bytes);
      await repository.pushBlob(content);
      expectBody(await repository.get(`blobs/${content.digest}`), content.bytes);
    },
  },
  {
    id: 'unknown-blob',
    title: 'answers 404 to the deletion of a blob that is not there, or no longer',
    requirements: ['DEL-12'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const content = registry.newBlob();
      await repository.pushBlob(content);
      await repository.pushBlob(registry.newBlob());
      expectRefusal(await repository.delete(`blobs/${registry.newBlob().digest}`), 404);
      expectStatus(await repository.delete(`blobs/${content.digest}`), 202);
      expectRefusal(await repository.delete(`blobs/${content.digest}`), 404);
      expectRefusal(await registry.newRepository().delete(`blobs/${content.digest}`), 404);
    },
  },
  {
    id: 'referenced-blob',
    title: 'refuses to delete a blob that a manifest references with 405 DENIED, and deletes it afterwards',
    requirements: ['DEL-11', 'DEL-13', 'ERR-03'],
    strength: 'choice',
    needs: ['keep-referenced-blobs', 'delete-manifest'],
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image);
      for (const { digest } of image.blobs) {
        expectError(await repository.delete(`blobs/${digest}`), 405, 'DENIED');
        expectStatus(await repository.head(`blobs/${digest}`), 200);
      }
      expectStatus(await repository.delete(`manifests/${image.digest}`), 202);
      for (const { digest } of image.blobs) expectStatus(await repository.delete(`blobs/${digest}`), 202);
    },
  },
];

const disabled: readonly RegistryCase[] = [
  {
    id: 'disabled',
    title: 'answers every deletion with 400 or 405 where deletion is disabled, and keeps everything',
    requirements: ['DEL-01', 'DEL-03', 'DEL-07', 'DEL-13', 'BAD-100'],
    strength: 'must',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image, 'v1');
      for (const rest of ['manifests/v1', `manifests/${image.digest}`])
        expectRefusal(await repository.delete(rest), [400, 405]);
      expectRefusal(await repository.delete(`blobs/${image.blobs[0]?.digest}`), 405);
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
  {
    id: 'disabled-code',
    title: 'names UNSUPPORTED and what is allowed where deletion is disabled',
    requirements: ['DEL-03', 'DEL-07', 'DEL-13', 'ERR-03', 'BAD-100'],
    strength: 'choice',
    async run(registry) {
      const { repository, image } = await prepareImage(registry);
      await repository.pushManifest(image, 'v1');
      for (const rest of ['manifests/v1', `manifests/${image.digest}`, `blobs/${image.blobs[0]?.digest}`]) {
        const answer = await repository.delete(rest);
        expectError(answer, 405, 'UNSUPPORTED');
        assert.doesNotMatch(expectHeader(answer, 'allow', /\bGET\b/), /DELETE/);
      }
    },
  },
];

/** Deletion of tags, manifests and blobs (end-9, end-10). */
export const deleteCases = [
  ...casesOf('delete', tag, ['delete-tag']),
  ...casesOf('delete', manifest, ['delete-manifest']),
  ...casesOf('delete', blob, ['delete-blob']),
  ...casesOf('delete', disabled, ['delete-disabled']),
];
