import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
import { descriptorOf } from '../content/sample-blob.js';
import { imageFields, manifestOf } from '../content/sample-manifest.js';
import { expectBody, expectError, expectHeader, expectRefusal, expectStatus } from '../expect.js';
import { prepareImage } from '../manifest/push-manifest-cases.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { expectNoBlob } from '../upload/expect-upload.js';

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
  {
    id: 'referenced-foreign-layer',
    title: 'refuses to delete a referenced foreign layer, whether it was pushed before or after its manifest',
    requirements: ['DEL-11', 'DEL-13', 'PUSH-05'],
    strength: 'choice',
    needs: ['keep-referenced-blobs', 'delete-manifest'],
    async run(registry) {
      const repository = registry.newRepository();
      const [config, before, after] = [registry.newBlob(), registry.newBlob(), registry.newBlob()];
      const layers = [
        descriptorOf(before, mediaTypes.dockerForeignLayerTarGzip),
        descriptorOf(after, mediaTypes.nondistributableLayerTarGzip),
      ];
      const image = manifestOf({ ...imageFields({ config, layers: [] }), layers });
      for (const content of [config, before]) await repository.pushBlob(content);
      expectStatus(await repository.putManifest(image, 'v1'), 201);
      await repository.pushBlob(after);
      for (const { digest } of layers) expectError(await repository.delete(`blobs/${digest}`), 405, 'DENIED');
      expectStatus(await repository.delete(`manifests/${image.digest}`), 202);
      for (const { digest } of layers) expectStatus(await repository.delete(`blobs/${digest}`), 202);
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
    title: 'answers UNSUPPORTED with the allowed methods if deletion is disabled',
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

/** Deletion of blobs (DEL-11, DEL-12), and of anything where it is disabled (DEL-13). */
export const deleteBlobCases = [
  ...casesOf('delete', blob, ['delete-blob']),
  ...casesOf('delete', disabled, ['delete-disabled']),
];
