import assert from 'node:assert/strict';
import type { ManifestPut, MetadataStore } from '@lading/core';
import { raceReplicas } from '../race/race-replicas.js';
import { failsCondition, rejectsWith, succeedsUnless } from './assertions.js';
import { allChanges } from './change-log.js';
import { blobOf, by, digestOfTag, hasManifest, imageOf, otherRepository, repository, tag, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [old, fresh] = [imageOf('old'), imageOf('new')];
const most = 3;
const require = { maximumTagsPerRepository: most };

/** A push with the limit. */
function pushOf(manifest: ManifestPut['manifest'], tags: readonly string[], more: Partial<ManifestPut> = {}) {
  return { repository, manifest, tags: tags.map(tag), require, by, ...more };
}

async function failsLimit(promise: Promise<unknown>): Promise<void> {
  assert.equal((await rejectsWith('DENIED', promise)).reason, 'too-many-tags-of-repository');
}

async function tagsOf(store: MetadataStore): Promise<readonly string[]> {
  return (await store.tags.list(repository, { limit: 100 })).items;
}

export const tagLimits = [
  metadataStoreCase(
    'tag-limit/put',
    'creates no tag beyond the limit, and sets those that exist',
    async ({ store }) => {
      await store.manifests.put(pushOf(old, ['x', 'y'], { repository: otherRepository }));
      await store.manifests.put(pushOf(old, ['a', 'b']));
      await store.manifests.put(pushOf(old, ['c', 'a']));
      await failsLimit(store.manifests.put(pushOf(fresh, ['d'])));
      assert.equal(await hasManifest(store, fresh), false);
      await store.manifests.put(pushOf(fresh, []));
      await store.manifests.put(pushOf(fresh, ['a', 'b']));
      assert.equal(await digestOfTag(store, 'b'), fresh.digest);
      const lower = { require: { maximumTagsPerRepository: 1 } };
      await store.manifests.put(pushOf(old, ['a'], lower));
      await store.tags.delete({ repository, tag: tag('a'), ...lower, by });
      await failsLimit(store.manifests.put(pushOf(old, ['d'], lower)));
      await store.manifests.put(pushOf(old, ['d']));
      assert.deepEqual(await tagsOf(store), ['b', 'c', 'd']);
    },
  ),
  metadataStoreCase('tag-limit/all', 'sets all tags or none where the limit is below them', async ({ store }) => {
    await store.manifests.put(pushOf(old, ['a', 'b']));
    const before = await allChanges(store);
    await failsLimit(store.manifests.put(pushOf(fresh, ['a', 'c', 'd'])));
    assert.deepEqual(await allChanges(store), before);
    assert.deepEqual(await tagsOf(store), ['a', 'b']);
    assert.equal(await digestOfTag(store, 'a'), old.digest);
  }),
  metadataStoreCase(
    'tag-limit/order',
    'judges the limit after the condition, and before a check',
    async ({ store }) => {
      await store.manifests.put(pushOf(old, ['a', 'b', 'c']));
      const check = () => assert.fail('the check is asked');
      const both = { require: { ...require, condition: { ifNoneMatch: '*' } as const }, check };
      const lacking = imageOf('lacking', { blobs: [blobOf('layer')] });
      await rejectsWith('MANIFEST_BLOB_UNKNOWN', store.manifests.put(pushOf(lacking, ['a', 'd'], both)));
      await failsCondition(store.manifests.put(pushOf(fresh, ['d', 'c'], both)));
      await failsLimit(store.manifests.put(pushOf(fresh, ['d'], both)));
    },
  ),
  metadataStoreCase('race/tag-limit', 'never exceeds the limit while tags are deleted', async ({ store, replica }) => {
    await raceReplicas({ replicas: [store, replica], rounds: 15 }, async ({ name, together }) => {
      for (const each of await tagsOf(store)) await store.tags.delete({ repository, tag: tag(each), by });
      const [first, second] = [imageOf(`${name} first`), imageOf(`${name} second`)];
      await store.manifests.put(pushOf(first, [`${name}-first`]));
      await store.manifests.put(pushOf(second, [`${name}-second`]));
      const push = (on: MetadataStore, put: ManifestPut) => succeedsUnless('DENIED', on.manifests.put(put));
      const pushes = times(8, (index) => [
        `push ${index}`,
        (on: MetadataStore) =>
          push(on, {
            ...pushOf(imageOf(`${name} ${index}`), [`${name}-${index}`, ...(index === 3 ? [`${name}-more`] : [])]),
            ...(index % 4 === 0 && { require: { ...require, condition: { ifNoneMatch: '*' } } }),
            ...(index % 4 === 1 && { check: async () => {} }),
          }),
      ]);
      const results = await together<Record<string, unknown>>({
        ...Object.fromEntries(pushes),
        'push again': (on) => push(on, pushOf(second, [`${name}-second`])),
        'delete a tag': (on) => on.tags.delete({ repository, tag: tag(`${name}-first`), by }),
        'delete a manifest': (on) => on.manifests.delete({ repository, digest: second.digest, by }),
        'first look': async (on) => (await tagsOf(on)).length,
        'second look': async (on) => (await tagsOf(on)).length,
      });
      for (const look of ['first look', 'second look']) assert.ok((results[look] as number) <= most, look);
      const left = await tagsOf(store);
      for (const index of times(8, Number))
        assert.equal(left.includes(`${name}-${index}`), results[`push ${index}`], `push ${index}`);
      assert.ok(left.length <= most, `${left.length} tags`);
      for (const index of times(most - left.length, Number))
        await store.manifests.put(pushOf(first, [`${name}-last-${index}`]));
      await failsLimit(store.manifests.put(pushOf(first, [`${name}-beyond`])));
    });
  }),
];
