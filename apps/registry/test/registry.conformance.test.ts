import {
  describeRegistry,
  missingFeatures,
  type RegistryFeature,
  registryCases,
  standardFeatures,
} from '@lading/conformance';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { endRegistries, startRegistry } from './harness/registry-process.js';

afterAll(async () => {
  await endRegistries();
  removeTemporaryDirectories();
});

/** Runs the cases that a registry with these features has to pass, against the program as people run it. */
function describeProgram(
  name: string,
  environment: NodeJS.ProcessEnv,
  features: readonly RegistryFeature[],
  needed?: readonly RegistryFeature[],
) {
  const cases = registryCases.filter(
    (each) =>
      missingFeatures(each, features).length === 0 &&
      (needed === undefined || each.needs?.some((need) => needed.includes(need))),
  );
  const create = async () => {
    const { registry, url } = await startRegistry({
      LADING_DATA_DIR: makeTemporaryDirectory('registry'),
      ...environment,
    });
    return {
      url,
      async dispose() {
        await registry.stop();
      },
    };
  };
  describeRegistry(name, create, { features, cases });
}

describeProgram('two workers, an own database, and files', { LADING_WORKERS: '2' }, [
  ...standardFeatures,
  'anonymous-mount',
]);

const undeletable: RegistryFeature[] = ['delete-disabled'];
describeProgram('deletion switched off', { LADING_ALLOW_DELETE: 'false' }, undeletable, undeletable);

const sparse: RegistryFeature[] = ['sparse-image', 'sparse-index'];
describeProgram('sparse content allowed', { LADING_ALLOW_SPARSE: 'true' }, sparse, sparse);
