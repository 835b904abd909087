import assert from 'node:assert/strict';
import { type MetadataStore, matchesDigest } from '@lading/core';
import type { StressOperation } from '../../stress/run-stress.js';
import type { SeededRandom } from '../../stress/seeded-random.js';
import { succeedsUnless } from '../assertions.js';
import { by, imageOf, openUpload } from '../content.js';
import type { MetadataWorld } from './metadata-world.js';

type Operation = StressOperation<MetadataWorld>;

/** An operation on a random replica and a random repository. */
function operation(
  name: string,
  weight: number,
  run: (
    given: { readonly store: MetadataStore; readonly repository: MetadataWorld['repositories'][number] },
    world: MetadataWorld,
    random: SeededRandom,
  ) => Promise<unknown>,
): Operation {
  return {
    name,
    weight,
    run: async (world, random) => {
      const store = random.pick(world.replicas);
      await run({ store, repository: random.pick(world.repositories) }, world, random);
    },
  };
}

const pushes: readonly Operation[] = [
  operation('push an image', 4, async ({ store, repository }, world, random) => {
    const [manifest, tags] = [random.pick(world.images), random.some(world.tags, 2)];
    await world.supply(store, repository, manifest.blobs, random.isTrue(0.5));
    await succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.manifests.put({ repository, manifest, tags, by }));
  }),
  operation('push an index', 2, async ({ store, repository }, world, random) => {
    const [manifest, tags] = [random.pick(world.indexes), random.some(world.tags, 1)];
    const put = { repository, manifest, tags, by, allowMissing: { children: random.isTrue(0.3) } };
    await succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.manifests.put(put));
  }),
  operation('push a referrer', 1, ({ store, repository }, world, random) =>
    store.manifests.put({ repository, manifest: random.pick(world.referrers), tags: [], by }),
  ),
  operation('move a tag under its condition', 2, async ({ store, repository }, world, random) => {
    const tag = random.pick(world.tags);
    const found = await store.manifests.find(repository, { kind: 'tag', tag });
    const condition = found === undefined ? ({ ifNoneMatch: '*' } as const) : { ifMatch: [found.digest] };
    const put = { repository, manifest: random.pick(world.referrers), tags: [tag], condition, by };
    await succeedsUnless('DENIED', store.manifests.put(put));
  }),
  operation('mount a blob', 2, ({ store, repository }, world, random) => {
    const { digest } = random.pick(world.layers);
    return store.blobs.mount({ from: random.pick(world.repositories), to: repository, digest });
  }),
  operation('cancel an upload', 1, async ({ store, repository }, world, random) => {
    const { id } = await openUpload(store, { name: repository, blob: random.pick(world.layers) });
    assert.notEqual(await random.pick(world.replicas).uploads.cancel(repository, id), undefined);
  }),
];

const deletions: readonly Operation[] = [
  operation('delete a manifest', 2, ({ store, repository }, world, random) =>
    store.manifests.delete({ repository, digest: random.pick(world.manifests).digest, by }),
  ),
  operation('delete a tag', 1, ({ store, repository }, world, random) =>
    store.tags.delete({ repository, tag: random.pick(world.tags), by }),
  ),
  operation('delete a blob', 2, ({ store, repository }, world, random) =>
    store.blobs.delete({ repository, digest: random.pick(world.layers).digest, by }),
  ),
  operation('collect', 3, async ({ store }, world) => {
    await store.collection.deleteUnreferencedBlobs(10, by);
    await store.collection.deleteEmptyRepositories(by);
    for (const { id } of await store.uploads.claimDead(10, 60)) await store.uploads.forget(id);
    await world.emptyTrash(store);
  }),
];

const pulls: readonly Operation[] = [
  operation('pull a tag', 3, async ({ store, repository }, world, random) => {
    const found = await store.manifests.find(repository, { kind: 'tag', tag: random.pick(world.tags) });
    const bytes = found && (await random.pick(world.replicas).manifests.read(repository, found.digest));
    if (bytes !== undefined) assert.ok(matchesDigest(bytes, found?.digest ?? assert.fail()), 'other bytes');
  }),
  // Nobody else deletes this image, so all of it must be there from its push to its deletion.
  operation('push, pull and delete an image of its own', 4, async ({ store, repository }, world, random) => {
    const manifest = imageOf(`own ${random.number()}`, { blobs: random.some(world.layers, 3) });
    await world.supply(store, repository, manifest.blobs, random.isTrue(0.5));
    const put = { repository, manifest, tags: [], by };
    if (!(await succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.manifests.put(put)))) return;
    assert.deepEqual(await world.missingBlobs(random.pick(world.replicas), repository, manifest), []);
    assert.equal(await store.manifests.delete({ repository, digest: manifest.digest, by }), true);
  }),
];

/** The operations of clients and tasks on a metadata store. */
export const metadataOperations: readonly Operation[] = [...pushes, ...deletions, ...pulls];
