import { mediaTypes } from '@lading/core';
import { imageFields, manifestOf, type SampleManifest } from '../content/sample-manifest.js';
import { expectError, expectRefusal } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';
import { badManifests } from './bad-manifests.js';
import { expectNoManifest } from './push-manifest-cases.js';

const refused = badManifests.map(
  ({ id, what, requirements, spoil, strict }): RegistryCase => ({
    id,
    title: `refuses a manifest with 400 MANIFEST_INVALID, and stores nothing: ${what}`,
    requirements: ['ERR-03', ...requirements],
    strength: 'choice',
    ...(strict && { needs: ['strict-manifest'] as const }),
    async run(registry) {
      const repository = registry.newRepository();
      const blobs = [registry.newBlob(), registry.newBlob()] as const;
      for (const blob of blobs) await repository.pushBlob(blob);
      const good = imageFields({ config: blobs[0], layers: [blobs[1]] });
      const bad: SampleManifest = manifestOf(spoil(good, blobs));
      expectError(await repository.putManifest(bad, 'v1'), 400, ['MANIFEST_INVALID', 'DIGEST_INVALID']);
      expectError(await repository.putManifest(bad, bad.digest), 400, ['MANIFEST_INVALID', 'DIGEST_INVALID']);
      await expectNoManifest(repository, 'v1', bad.digest);
    },
  }),
);

const indexes: readonly RegistryCase[] = [
  {
    id: 'index-with-layers',
    title: 'refuses an index that has layers, and one that has no list of manifests',
    requirements: ['ERR-03', 'BAD-045', 'BAD-048'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      const fields = { schemaVersion: 2, mediaType: mediaTypes.imageIndex };
      for (const wrong of [{ manifests: [], layers: [] }, {}, { manifests: {} }, { manifests: [{}] }]) {
        const index = manifestOf({ ...fields, ...wrong }, mediaTypes.imageIndex);
        expectError(await repository.putManifest(index, 'v1'), 400, 'MANIFEST_INVALID');
      }
      await expectNoManifest(repository, 'v1');
    },
  },
  {
    id: 'unknown-type',
    title: 'refuses a manifest with an invalid media type',
    requirements: ['ERR-03'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      for (const type of ['text/html', 'application/vnd.oci.image.config.v1+json', 'x']) {
        const { bytes } = registry.newImage();
        const { mediaType: _, ...fields } = JSON.parse(Buffer.from(bytes).toString());
        expectRefusal(await repository.putManifest(manifestOf(fields, type), 'v1'), [400, 415]);
      }
      await expectNoManifest(repository, 'v1');
    },
  },
];

/** Bodies that are no manifest. */
export const badManifestCases = casesOf('bad-manifest', [...refused, ...indexes]);
