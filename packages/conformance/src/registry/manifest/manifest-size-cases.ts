import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
import { descriptorOf } from '../content/sample-blob.js';
import { imageFields, manifestOf, type SampleManifest } from '../content/sample-manifest.js';
import { expectBody, expectError, expectRefusal, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import type { RegistryContext } from '../registry-context.js';
import { expectNoManifest } from './push-manifest-cases.js';

const limit = 4 * 1024 * 1024;

/** An image manifest of exactly this many bytes, padded with spaces. */
function imageOfSize(registry: RegistryContext, size: number): SampleManifest {
  const image = registry.newImage({ layers: [] });
  return manifestOf(Buffer.from(image.bytes).toString().padEnd(size), mediaTypes.imageManifest, image.blobs);
}

async function* twice(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 1000);
  yield bytes.subarray(1000);
}

const cases: readonly RegistryCase[] = [
  {
    id: 'large-annotations',
    title: 'takes and serves a manifest of 3.9 MB, made of 390 long annotations',
    requirements: ['MAN-13'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const keys = Array.from({ length: 390 }, (_, n) => [`org.example.${n}`, 'A'.repeat(10_000)]);
      const image = registry.newImage({ annotations: Object.fromEntries(keys) });
      await repository.pushManifest(image, 'v1');
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
  {
    id: 'at-the-limit',
    title: 'takes a manifest of exactly 4 MiB',
    requirements: ['MAN-13', 'BAD-029'],
    strength: 'should',
    needs: ['manifest-limit-4-mib'],
    async run(registry) {
      const repository = registry.newRepository();
      const image = imageOfSize(registry, limit);
      await repository.pushManifest(image, 'v1');
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
  {
    id: 'above-the-limit',
    title: 'refuses a manifest of 4 MiB and one byte with 413, whether its length is told or not',
    requirements: ['MAN-11', 'MAN-12', 'ERR-03', 'BAD-029'],
    strength: 'should',
    needs: ['manifest-limit-4-mib'],
    async run(registry) {
      const repository = registry.newRepository();
      const image = imageOfSize(registry, limit + 1);
      for (const blob of image.blobs) await repository.pushBlob(blob);
      for (const body of [image.bytes, twice(image.bytes)])
        expectError(await repository.putManifest(image, 'v1', { body }), 413, ['SIZE_INVALID', 'MANIFEST_INVALID']);
      await expectNoManifest(repository, 'v1', image.digest);
    },
  },
  {
    id: 'endless',
    title: 'does not read a manifest without end: it answers 413 or hangs up, and stores nothing',
    requirements: ['MAN-11', 'MAN-12', 'BAD-031'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const connection = await registry.openConnection();
      const fields = ['Transfer-Encoding: chunked', `Content-Type: ${mediaTypes.imageManifest}`];
      await connection.write(await registry.requestHead('PUT', repository.path('manifests/v1'), ...fields));
      const mebibyte = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, ' '), Buffer.from('\r\n')]);
      for (let sent = 0; sent < 64 && !connection.isAnswered; sent++) await connection.write(mebibyte);
      assert.ok(connection.isAnswered, 'after 64 MiB the registry has answered or hung up');
      const answer = await connection.answer('PUT');
      if (answer !== undefined) expectRefusal(answer, [400, 413]);
      expectRefusal(await repository.head('manifests/v1'), 404);
    },
  },
  {
    id: 'announced-giant',
    title: 'refuses a manifest that announces 100 GB without waiting for it',
    requirements: ['MAN-12', 'BAD-029'],
    strength: 'choice',
    needs: ['manifest-limit-4-mib'],
    async run(registry) {
      const connection = await registry.openConnection();
      const fields = ['Content-Length: 100000000000', `Content-Type: ${mediaTypes.imageManifest}`];
      const target = registry.newRepository().path('manifests/v1');
      await connection.write(await registry.requestHead('PUT', target, ...fields));
      await connection.write('{"schemaVersion":2');
      const answer = await connection.answer('PUT');
      assert.ok(answer, 'the registry answers');
      expectError(answer, 413, ['SIZE_INVALID', 'MANIFEST_INVALID']);
    },
  },
  {
    id: 'many-layers',
    title: 'takes or refuses an image that lists 10,000 layers, and never breaks on it',
    requirements: ['BAD-054'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const [config, layer] = [registry.newBlob(), registry.newBlob()];
      for (const blob of [config, layer]) await repository.pushBlob(blob);
      const layers = Array(10_000).fill(descriptorOf(layer));
      const image = manifestOf({ ...imageFields({ config, layers: [] }), layers });
      expectStatus(await repository.putManifest(image, 'v1'), [201, 400]);
    },
  },
  {
    id: 'many-titled-layers',
    title: 'accepts an image with as many titled layers as fit into 4 MiB',
    requirements: ['MAN-13', 'BAD-054'],
    strength: 'should',
    needs: ['manifest-limit-4-mib'],
    async run(registry) {
      const repository = registry.newRepository();
      const [config, layer] = [registry.newBlob(), registry.newBlob()];
      const titled = (number: number) => ({
        ...descriptorOf(layer),
        annotations: { 'org.opencontainers.image.title': `files/${number}` },
      });
      const count = Math.floor((limit - 2048) / (JSON.stringify(titled(99_999)).length + 1));
      const layers = Array.from({ length: count }, (_, number) => titled(number));
      const image = manifestOf({ ...imageFields({ config, layers: [] }), layers }, mediaTypes.imageManifest, [
        config,
        layer,
      ]);
      await repository.pushManifest(image, 'v1');
      expectBody(await repository.get('manifests/v1'), image.bytes);
    },
  },
];

/** How big a manifest may be (MAN-11 to MAN-13). */
export const manifestSizeCases = casesOf('manifest-size', cases);
