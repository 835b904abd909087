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
import {
  type AccessControl,
  type Authenticator,
  type Authorizer,
  type Digest,
  encodedOf,
  everyRepository,
  type Identity,
  parseRepositoryPattern,
  RegistryError,
} from '@lading/core';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type StartRegistryOptions, startRegistry } from '../src/testing/index.js';
import { knows, onlyWith } from './support/access.js';
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

/** Each registry below runs the cases of all features that it has. Every feature belongs to one of them. */
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
      allowAnonymousMount: true,
      allowSparse: true,
    }),
  promisesOf('anonymous-mount', 'sparse-image', 'sparse-index'),
);

describeRegistry(
  'a registry that deletes nothing',
  () =>
    registryUnderTest({
      ...memoryStores(),
      allowDelete: false,
    }),
  promisesOf('delete-disabled'),
);

describeRegistry(
  'a registry that gives uploads up soon',
  () => registryUnderTest({ ...memoryStores(), uploadExpirySeconds: 1, uploadLeaseSeconds: 60 }),
  promisesOf('upload-expiry'),
);

describeRegistry(
  'a registry that gives whole URLs',
  () => registryUnderTest({ ...memoryStores(), adapter: { publicUrl: 'auto' } }),
  promisesOf('absolute-location'),
);

const authorization = `Basic ${Buffer.from('somebody:secret').toString('base64')}`;

describeRegistry(
  'a registry with a password',
  async () => ({
    ...(await registryUnderTest({ ...memoryStores(), access: onlyWith(authorization) })),
    authorization,
  }),
  promisesOf('authentication'),
);

const second = { authorization: `Basic ${Buffer.from('second:secret').toString('base64')}`, namespace: 'second' };

/** The first client may do everything, and the second one everything in its namespace. */
function twoClients(): { readonly access: AccessControl; readonly countAuthentications: () => number } {
  let count = 0;
  const first = knows(authorization);
  const identify = knows(second.authorization, { kind: 'user', name: 'second' });
  const authenticator: Authenticator = {
    ...first,
    async authenticate(request) {
      count += 1;
      const isSecond = request.field('authorization') === second.authorization;
      return isSecond ? identify.authenticate(request) : first.authenticate(request);
    },
  };
  const isFirst = (identity: Identity) => identity.kind === 'user' && identity.name === 'somebody';
  const authorizer: Authorizer = {
    async authorize({ identity, scopes }) {
      const isOwn = scopes.every(({ type, name }) => type === 'registry' || name.startsWith(`${second.namespace}/`));
      const isAllowed = isFirst(identity) || (identity.kind === 'user' && isOwn);
      return isAllowed ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'this is not yours' };
    },
    visibleRepositories: async ({ identity }) =>
      isFirst(identity) ? everyRepository : { allow: [parseRepositoryPattern(`${second.namespace}/**`)] },
  };
  return { access: { authenticators: [authenticator], authorizer }, countAuthentications: () => count };
}

describeRegistry(
  'a registry with two clients',
  async () => {
    const { access, countAuthentications } = twoClients();
    const started = await registryUnderTest({ ...memoryStores(), access, allowAnonymousMount: true });
    return { ...started, authorization, secondClient: second, countAuthentications };
  },
  promisesOf('authentication', 'authentication-count', 'second-client'),
);

/** Lets so many requests in; each instance counts for itself. */
function letIn(count: number): AccessControl {
  let left = count;
  const authorizer: Authorizer = {
    async authorize() {
      left -= 1;
      if (left < 0) throw new RegistryError('TOOMANYREQUESTS', 'wait a while');
      return { outcome: 'allowed' };
    },
  };
  return { authenticators: [], authorizer };
}

describeRegistry(
  'a registry that limits how often it is asked',
  () => registryUnderTest({ ...memoryStores(), access: letIn(200) }),
  promisesOf('rate-limit'),
);
