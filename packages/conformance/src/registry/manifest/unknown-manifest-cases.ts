import { expectError, expectRefusal } from '../expect.js';
import { casesOf, type RegistryCase } from '../registry-case.js';

const cases: readonly RegistryCase[] = [
  {
    id: 'get-unknown',
    title: 'answers 404 for an unknown tag, an unknown digest and an unknown repository',
    requirements: ['PULL-13', 'PULL-14'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      expectRefusal(await repository.get('manifests/v2'), 404);
      expectRefusal(await repository.get(`manifests/${registry.newBlob().digest}`), 404);
      expectRefusal(await registry.newRepository().get('manifests/v1'), 404);
    },
  },
  {
    id: 'get-unknown-code',
    title: 'names MANIFEST_UNKNOWN for an unknown manifest, and NAME_UNKNOWN or the same for an unknown repository',
    requirements: ['PULL-13', 'PULL-14', 'ERR-02', 'ERR-03', 'BAD-024'],
    strength: 'choice',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      expectError(await repository.get('manifests/v2'), 404, 'MANIFEST_UNKNOWN');
      expectError(await repository.get(`manifests/${registry.newBlob().digest}`), 404, 'MANIFEST_UNKNOWN');
      expectError(await registry.newRepository().get('manifests/v1'), 404, ['NAME_UNKNOWN', 'MANIFEST_UNKNOWN']);
    },
  },
  {
    id: 'head-unknown',
    title: 'answers HEAD of an unknown manifest with 404 and no body',
    requirements: ['HEAD-04', 'BAD-025'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      expectRefusal(await repository.head('manifests/v2'), 404);
      expectRefusal(await repository.head(`manifests/${registry.newBlob().digest}`), 404);
      expectRefusal(await registry.newRepository().head('manifests/v1'), 404);
    },
  },
  {
    id: 'get-invalid-tag',
    title: 'answers 404 to GET and HEAD of a reference that is no tag',
    requirements: ['REF-03', 'REF-04', 'REF-05', 'BAD-017'],
    strength: 'must',
    async run(registry) {
      const repository = registry.newRepository();
      await repository.pushManifest(registry.newImage(), 'v1');
      for (const tag of ['.INVALID_MANIFEST_NAME', '-x', 'a%20b', '%C3%A9', 'a'.repeat(129)]) {
        expectRefusal(await repository.get(`manifests/${tag}`), 404);
        expectRefusal(await repository.head(`manifests/${tag}`), 404);
      }
    },
  },
];

/** GET and HEAD of manifests that are not there (PULL-13, PULL-14, HEAD-04). */
export const unknownManifestCases = casesOf('manifest', cases);
