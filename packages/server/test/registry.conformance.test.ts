import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DescribeRegistryOptions,
  describeRegistry,
  missingFeatures,
  type RegistryFeature,
  registryCases,
  standardFeatures,
} from '@lading/conformance';
import { type AccessController, type Digest, encodedOf, RegistryError } from '@lading/core';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type StartRegistryOptions, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';

async function registryUnderTest(options: StartRegistryOptions, after?: () => Promise<void>) {
  const { url, stop } = await startRegistry(options);
  const dispose = async () => {
    await stop();
    await after?.();
  };
  return { url, dispose };
}

/** Changes the one file below a folder whose name begins with this digest. */
async function changeFile(
  folder: string,
  digest: Digest,
  change: (bytes: Buffer) => Buffer | undefined,
): Promise<void> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const named = files.filter(({ name }) => name.startsWith(encodedOf(digest)));
  expect(named).toHaveLength(1);
  const [file] = named.map(({ parentPath, name }) => join(parentPath, name));
  const changed = change(await readFile(file as string));
  await rm(file as string);
  if (changed !== undefined) await writeFile(file as string, changed);
}

/** Each registry below is held to all that it promises; what it does not promise is left to one that does. */
function promises(features: readonly RegistryFeature[]): DescribeRegistryOptions {
  return { features, cases: registryCases.filter((each) => missingFeatures(each, features).length === 0) };
}

/** Only the cases that are about these features. */
function promisesOf(...features: readonly RegistryFeature[]): DescribeRegistryOptions {
  const { cases = [] } = promises([...standardFeatures, ...features]);
  const about = cases.filter(({ needs = [] }) => needs.some((need) => features.includes(need)));
  return { features: [...standardFeatures, ...features], cases: about };
}

describeRegistry('a registry in memory', () => registryUnderTest(memoryStores()), promises(standardFeatures));

describeRegistry(
  'a registry with its blobs in files',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lading-server-'));
    const stores = { blobStore: new FilesystemBlobStore({ directory }), metadataStore: new MemoryMetadataStore() };
    return registryUnderTest(stores, () => rm(directory, { recursive: true }));
  },
  promises(standardFeatures),
);

describeRegistry(
  'a registry whose blobs are damaged in their folder',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lading-server-'));
    const stores = { blobStore: new FilesystemBlobStore({ directory }), metadataStore: new MemoryMetadataStore() };
    return {
      ...(await registryUnderTest(stores, () => rm(directory, { recursive: true }))),
      changeStoredBlob: (digest, change) => changeFile(join(directory, 'blobs'), digest, change),
    };
  },
  promisesOf('damage'),
);

describeRegistry(
  'a registry that mounts from anywhere and takes sparse content',
  () =>
    registryUnderTest({
      ...memoryStores(),
      allow: { anonymousMount: true, sparseImages: true, sparseIndexes: true },
    }),
  promisesOf('anonymous-mount', 'sparse-image', 'sparse-index'),
);

describeRegistry(
  'a registry that deletes nothing',
  () =>
    registryUnderTest({
      ...memoryStores(),
      allow: { deleteTags: false, deleteManifests: false, deleteBlobs: false },
    }),
  promisesOf('delete-disabled'),
);

describeRegistry(
  'a registry that gives uploads up soon',
  () => registryUnderTest({ ...memoryStores(), uploads: { idleSeconds: 1, leaseSeconds: 60 } }),
  promisesOf('upload-expiry'),
);

describeRegistry(
  'a registry that gives whole URLs',
  () => registryUnderTest({ ...memoryStores(), adapter: { publicUrl: 'auto' } }),
  promisesOf('absolute-location'),
);

const authorization = `Basic ${Buffer.from('somebody:secret').toString('base64')}`;
const passwordProtected: AccessController = {
  decide: async (request) =>
    request.authorization === authorization
      ? { outcome: 'granted', principal: { name: 'somebody' } }
      : { outcome: 'challenged', wwwAuthenticate: 'Basic realm="a registry"' },
};

describeRegistry(
  'a registry with a password',
  async () => ({
    ...(await registryUnderTest({ ...memoryStores(), accessController: passwordProtected })),
    authorization,
  }),
  promisesOf('authentication'),
);

/** Lets so many requests in; each instance counts for itself. */
function letIn(count: number): AccessController {
  let left = count;
  return {
    async decide() {
      left -= 1;
      if (left < 0) throw new RegistryError('TOOMANYREQUESTS', 'wait a while');
      return { outcome: 'granted', principal: undefined };
    },
  };
}

describeRegistry(
  'a registry that limits how often it is asked',
  () => registryUnderTest({ ...memoryStores(), accessController: letIn(200) }),
  promisesOf('rate-limit'),
);
