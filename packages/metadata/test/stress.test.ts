import { randomUUID } from 'node:crypto';
import {
  type BlobLocation,
  type Descriptor,
  type Digest,
  digestOf,
  isRegistryError,
  type MetadataStore,
  type PushedManifest,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import { PostgresMetadataStore } from '../src/index.js';
import { findInconsistencies } from './support/inconsistencies.js';
import { pushBlob } from './support/push-blob.js';
import { createTestSchema } from './support/test-schema.js';

/** How many references are checked before it ends; with a lock left out, far fewer show a violation. */
const references = 200;
const testSchema = createTestSchema();
const repositories = ['stress/a', 'stress/b'] as RepositoryName[];
const layers = Array.from({ length: 6 }, (_, index) => layerOf(`layer ${index}`));

function layerOf(text: string): Descriptor {
  const bytes = Buffer.from(text);
  return { mediaType: 'application/octet-stream', digest: digestOf(bytes), size: bytes.byteLength };
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}

function imageOf(blobs: readonly Descriptor[]): PushedManifest {
  const bytes = Buffer.from(JSON.stringify({ blobs, text: randomUUID() }));
  const none = { artifactType: undefined, annotations: undefined, subject: undefined, children: [] };
  return { mediaType: 'application/json', kind: 'image', ...none, blobs, digest: digestOf(bytes), bytes };
}

/** Locations whose bytes exist: what a blob store would hold. */
const bytesAt = new Set<BlobLocation>();

/** Asks for a blob of a live manifest, as a client that pulls it does. */
async function missingOf(
  store: MetadataStore,
  repository: RepositoryName,
  digests: readonly Digest[],
): Promise<string[]> {
  const missing: string[] = [];
  for (const digest of digests) {
    const blob = await store.findBlob(repository, digest);
    if (blob === undefined) missing.push(`no row for ${digest}`);
    else if (!bytesAt.has(blob.location)) missing.push(`no bytes at ${blob.location}`);
  }
  return missing;
}

/** Pushes an image, checks all of it, and deletes it: nobody else deletes this manifest, so it must be whole meanwhile. */
async function pushAndCheck(store: MetadataStore, found: { violations: string[]; checked: number }): Promise<void> {
  const repository = pick(repositories);
  const chosen = [...new Set([pick(layers), pick(layers), pick(layers)])];
  const image = imageOf(chosen);
  for (const { digest } of chosen) {
    const renewLease = Math.random() < 0.5;
    const there = await store.findBlob(repository, digest, { renewLease });
    const layer = chosen.find((one) => one.digest === digest) as Descriptor;
    const from = repositories.find((name) => name !== repository) as RepositoryName;
    if (there === undefined && (await store.mountBlob({ from, to: repository, digest })) === undefined)
      await pushBlob(store, repository, layer, (location) => bytesAt.add(location));
  }
  const put = { repository, manifest: image, tags: [pick(['latest', 'stable', 'edge'])] as Tag[] };
  const stored = await store.putManifest(put).then(
    () => true,
    (error: unknown) => (isRegistryError(error, 'MANIFEST_BLOB_UNKNOWN') ? false : Promise.reject(error)),
  );
  if (!stored) return;
  found.checked += chosen.length;
  found.violations.push(
    ...(await missingOf(
      store,
      repository,
      chosen.map(({ digest }) => digest),
    )),
  );
  await store.deleteManifest(repository, image.digest);
}

async function collect(store: MetadataStore): Promise<void> {
  await store.deleteBlob(pick(repositories), pick(layers).digest);
  await store.deleteUnreferencedBlobs(10);
  for (const location of await store.claimTrash(10, 60)) {
    bytesAt.delete(location);
    await store.forgetLocation(location);
  }
}

afterAll(async () => (await testSchema).drop());

describe('PostgresMetadataStore under pushes and collection at once', () => {
  it('never has a manifest without the rows and bytes of its blobs', async () => {
    const { dataSource, schema, connect } = await testSchema;
    const options = { leaseSeconds: 0, trashSeconds: 0 };
    const stores = [dataSource, await connect(), await connect()].map(
      (source) => new PostgresMetadataStore(source, options),
    );
    const found = { violations: [] as string[], checked: 0 };
    const repeat = async (work: (store: MetadataStore) => Promise<void>) => {
      while (found.checked < references && found.violations.length === 0) await work(pick(stores));
    };
    const pushers = Array.from({ length: 8 }, () => repeat((store) => pushAndCheck(store, found)));
    await Promise.all([...pushers, ...[1, 2, 3, 4].map(() => repeat(collect))]);
    expect(found.violations).toEqual([]);
    expect(await findInconsistencies(dataSource, schema)).toEqual([]);
    expect(await leftBehind(stores[0] as MetadataStore)).toBe(0);
  }, 60_000);
});

/** How many locations have bytes after everything was deleted and collected. */
async function leftBehind(store: MetadataStore): Promise<number> {
  for (const repository of repositories) for (const { digest } of layers) await store.deleteBlob(repository, digest);
  for (let locations = await store.claimTrash(100, 60); locations.length > 0; ) {
    for (const location of locations) bytesAt.delete(location);
    locations = await store.claimTrash(100, 60);
  }
  return bytesAt.size;
}
