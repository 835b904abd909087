import { mediaTypes } from '@lading/core';
import { descriptorOf, emptyJson } from '../content/sample-blob.js';
import { imageFields, manifestOf, type SampleManifest } from '../content/sample-manifest.js';
import { expectBody, expectStatus } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { goodManifests } from './good-manifests.js';

const kept = goodManifests.map(
  ({ id, what, requirements, strength = 'must', needs, build }): RegistryCase => ({
    id,
    title: `takes ${what}, and serves it byte for byte`,
    requirements: ['MAN-07', ...requirements.filter((each) => each !== 'MAN-07')],
    strength,
    ...(needs && { needs }),
    async run(registry) {
      const repository = registry.newRepository();
      const manifests = build(registry);
      for (const manifest of manifests)
        await repository.pushManifest(manifest, ...(manifest === manifests.at(-1) ? [manifest.digest, 'v1'] : []));
      const last = manifests.at(-1) as SampleManifest;
      const answer = await repository.get('manifests/v1');
      expectStatus(answer, 200);
      expectBody(answer, last.bytes);
    },
  }),
);

const others: readonly RegistryCase[] = [
  {
    id: 'empty-descriptor',
    title: 'takes an artifact whose config is the empty descriptor with its content in it',
    requirements: ['MAN-17'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      const empty = { ...descriptorOf(emptyJson, mediaTypes.empty), data: 'e30=' };
      const fields = {
        schemaVersion: 2,
        mediaType: mediaTypes.imageManifest,
        artifactType: 'application/x',
        layers: [empty],
      };
      const artifact = manifestOf({ ...fields, config: empty }, mediaTypes.imageManifest, [emptyJson]);
      await repository.pushManifest(artifact, 'v1');
      expectBody(await repository.get('manifests/v1'), artifact.bytes);
    },
  },
  {
    id: 'strange-urls',
    title: 'takes or refuses urls of a foreign layer that lead nowhere good, and never breaks on them',
    requirements: ['BAD-057'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const config = registry.newBlob();
      await repository.pushBlob(config);
      for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'http://169.254.169.254/latest']) {
        const layer = { ...descriptorOf(registry.newBlob(), mediaTypes.nondistributableLayerTar), urls: [url] };
        const fields = { ...imageFields({ config, layers: [] }), layers: [layer] };
        expectStatus(await repository.putManifest(manifestOf(fields), 'v1'), [201, 400]);
      }
    },
  },
];

/** What a manifest may hold (MAN-16, MAN-17): all of it is stored as it came. */
export const manifestContentCases = casesOf('content', [...kept, ...others]);
