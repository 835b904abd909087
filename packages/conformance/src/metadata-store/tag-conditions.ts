import assert from 'node:assert/strict';
import type { TagCondition } from '@lading/core';
import { failsCondition } from './assertions.js';
import { by, digestOfTag, hasManifest, imageOf, repository, tag } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [old, fresh] = [imageOf('old'), imageOf('new')];
const latest = tag('latest');

/** The conditions that a tag meets which points to `old`, and those that an absent tag meets. */
const conditions: readonly { condition: TagCondition; ifSet: boolean; ifAbsent: boolean }[] = [
  { condition: {}, ifSet: true, ifAbsent: true },
  { condition: { ifMatch: '*' }, ifSet: true, ifAbsent: false },
  { condition: { ifMatch: [old.digest] }, ifSet: true, ifAbsent: false },
  { condition: { ifMatch: ['other', old.digest] }, ifSet: true, ifAbsent: false },
  { condition: { ifMatch: [fresh.digest] }, ifSet: false, ifAbsent: false },
  { condition: { ifMatch: [] }, ifSet: false, ifAbsent: false },
  { condition: { ifNoneMatch: '*' }, ifSet: false, ifAbsent: true },
  { condition: { ifNoneMatch: [old.digest] }, ifSet: false, ifAbsent: true },
  { condition: { ifNoneMatch: [fresh.digest] }, ifSet: true, ifAbsent: true },
  { condition: { ifMatch: '*', ifNoneMatch: [old.digest] }, ifSet: false, ifAbsent: false },
  { condition: { ifMatch: [old.digest], ifNoneMatch: [fresh.digest] }, ifSet: true, ifAbsent: false },
];

export const tagConditions = [
  metadataStoreCase('tag-condition/put', 'sets a tag only under its condition', async ({ store }) => {
    for (const { condition, ifSet, ifAbsent } of conditions)
      for (const isSet of [true, false]) {
        await store.tags.delete({ repository, tag: latest, by });
        await store.manifests.delete({ repository, digest: fresh.digest, by });
        await store.manifests.put({ repository, manifest: old, tags: isSet ? [latest] : [], by });
        const put = store.manifests.put({ repository, manifest: fresh, tags: [latest], require: { condition }, by });
        const holds = isSet ? ifSet : ifAbsent;
        await (holds ? put : failsCondition(put));
        const before = isSet ? old.digest : undefined;
        const why = JSON.stringify({ condition, isSet });
        assert.equal(await digestOfTag(store, 'latest'), holds ? fresh.digest : before, why);
        assert.equal(await hasManifest(store, fresh), holds, why);
      }
  }),
  metadataStoreCase('tag-condition/delete', 'deletes a tag only under its condition', async ({ store }) => {
    for (const { condition, ifSet } of conditions) {
      await store.tags.delete({ repository, tag: latest, by });
      assert.equal(await store.tags.delete({ repository, tag: latest, require: { condition }, by }), false);
      await store.manifests.put({ repository, manifest: old, tags: [latest], by });
      const deleteSet = store.tags.delete({ repository, tag: latest, require: { condition }, by });
      if (ifSet) assert.equal(await deleteSet, true);
      else await failsCondition(deleteSet);
      assert.equal(await digestOfTag(store, 'latest'), ifSet ? undefined : old.digest);
    }
  }),
  metadataStoreCase(
    'tag-condition/all',
    'sets all tags or none where the condition fails for one',
    async ({ store }) => {
      await store.manifests.put({ repository, manifest: old, tags: [tag('b')], by });
      const put = { repository, manifest: fresh, tags: ['a', 'b', 'c'].map(tag), by };
      await failsCondition(store.manifests.put({ ...put, require: { condition: { ifNoneMatch: '*' } } }));
      assert.deepEqual((await store.tags.list(repository, { limit: 10 })).items, ['b']);
      assert.equal(await hasManifest(store, fresh), false);
      await store.manifests.put({ ...put, require: { condition: { ifNoneMatch: [fresh.digest] } } });
      assert.deepEqual((await store.tags.list(repository, { limit: 10 })).items, ['a', 'b', 'c']);
    },
  ),
];
