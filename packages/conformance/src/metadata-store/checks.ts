import assert from 'node:assert/strict';
import { type ChangeCheck, type ChangeView, type PlannedChange, RegistryError } from '@lading/core';
import { failsCondition, rejectsWith } from './assertions.js';
import { allChanges } from './change-log.js';
import { blobOf, by, descriptorOf, digestOfTag, hasManifest, imageOf, pushBlob, repository, tag } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [old, fresh] = [imageOf('old'), imageOf('new')];
const referrer = imageOf('referrer', { subject: descriptorOf(old) });
const layer = blobOf('layer');
const [latest, stable] = [tag('latest'), tag('stable')];

const refuse: ChangeCheck = async () => {
  throw new RegistryError('DENIED', 'refused by a rule');
};

function recorder(): { readonly asked: PlannedChange[]; readonly check: ChangeCheck } {
  const asked: PlannedChange[] = [];
  return {
    asked,
    check: async (_, change) => {
      asked.push(change);
    },
  };
}

export const checks = [
  metadataStoreCase('check/push', 'asks about a push, and shows the repository before it', async ({ store }) => {
    for (const manifest of [old, referrer]) await store.manifests.put({ repository, manifest, tags: [], by });
    await store.manifests.put({ repository, manifest: old, tags: [latest, tag('a')], by });
    const seen: unknown[] = [];
    const check: ChangeCheck = async (view, change) => {
      assert.ok(change.kind === 'manifest.push');
      seen.push(change.repository, change.manifest.digest, change.tags);
      seen.push(await view.countTags(10), await view.countTags(1));
      seen.push((await view.listTags({ limit: 10 })).items);
      seen.push((await view.findManifest({ kind: 'tag', tag: latest }))?.digest);
      seen.push(await view.findManifest({ kind: 'digest', digest: fresh.digest }));
      const referrers = await view.listReferrers(old.digest, { limit: 10, maximumBytes: 10_000 });
      seen.push(referrers.items.map(({ digest }) => digest));
    };
    await store.manifests.put({ repository, manifest: fresh, tags: [stable, latest, stable], check, by });
    assert.deepEqual(seen, [
      repository,
      fresh.digest,
      [
        { tag: latest, from: old.digest, to: fresh.digest },
        { tag: stable, to: fresh.digest },
      ],
      2,
      1,
      ['a', 'latest'],
      old.digest,
      undefined,
      [referrer.digest],
    ]);
    assert.equal(await digestOfTag(store, 'stable'), fresh.digest);
  }),
  metadataStoreCase('check/first-push', 'asks about the first push to a repository', async ({ store }) => {
    let count: number | undefined;
    const check: ChangeCheck = async (view) => {
      count = await view.countTags(10);
    };
    await store.manifests.put({ repository, manifest: old, tags: [latest], check, by });
    assert.equal(count, 0);
    assert.equal(await digestOfTag(store, 'latest'), old.digest);
  }),
  metadataStoreCase('check/delete', 'asks about deletions', async ({ store }) => {
    const { asked, check } = recorder();
    await pushBlob(store, layer);
    await store.manifests.put({ repository, manifest: old, tags: [latest, stable], by });
    assert.equal(await store.tags.delete({ repository, tag: latest, check, by }), true);
    assert.equal(await store.manifests.delete({ repository, digest: old.digest, check, by }), true);
    assert.equal(await store.blobs.delete({ repository, digest: layer.digest, check, by }), 'deleted');
    assert.deepEqual(asked, [
      { kind: 'tag.delete', repository, tag: latest, from: old.digest },
      { kind: 'manifest.delete', repository, digest: old.digest },
      { kind: 'blob.delete', repository, digest: layer.digest },
    ]);
  }),
  metadataStoreCase('check/refused', 'changes nothing that a check refuses', async ({ store }) => {
    await pushBlob(store, layer);
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    const before = await allChanges(store);
    const refused = { repository, check: refuse, by };
    for (const call of [
      () => store.manifests.put({ ...refused, manifest: fresh, tags: [latest, stable] }),
      () =>
        store.manifests.put({
          ...refused,
          manifest: fresh,
          tags: [stable],
          require: { condition: { ifNoneMatch: '*' } },
        }),
      () => store.tags.delete({ ...refused, tag: latest }),
      () => store.manifests.delete({ ...refused, digest: old.digest }),
      () => store.blobs.delete({ ...refused, digest: layer.digest }),
    ])
      assert.match((await rejectsWith('DENIED', call())).message, /^refused by a rule$/);
    assert.deepEqual(await allChanges(store), before);
    assert.equal(await hasManifest(store, fresh), false);
    assert.equal(await digestOfTag(store, 'latest'), old.digest);
    assert.equal(await digestOfTag(store, 'stable'), undefined);
    assert.ok(await store.blobs.find(repository, layer.digest));
  }),
  metadataStoreCase('check/failed', 'changes nothing if a check fails, and tells its error', async ({ store }) => {
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    const before = await allChanges(store);
    for (const thrown of [
      new Error('broken'),
      Object.assign(new Error('refused'), { syscall: 'connect' }),
      undefined,
    ]) {
      const check: ChangeCheck = () => Promise.reject(thrown);
      const failed = { repository, check, by };
      for (const call of [
        () => store.manifests.put({ ...failed, manifest: fresh, tags: [latest] }),
        () => store.tags.delete({ ...failed, tag: latest }),
      ])
        assert.deepEqual(await Promise.allSettled([call()]), [{ status: 'rejected', reason: thrown }]);
    }
    assert.deepEqual(await allChanges(store), before);
    const { asked, check } = recorder();
    await store.tags.delete({ repository, tag: latest, check, by });
    assert.equal(asked.length, 1);
  }),
  metadataStoreCase('check/last', 'asks only about what is not refused already', async ({ store }) => {
    const { asked, check } = recorder();
    const lacking = imageOf('lacking', { blobs: [layer] });
    const condition = { ifNoneMatch: '*' } as const;
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    await failsCondition(
      store.manifests.put({ repository, manifest: fresh, tags: [latest], require: { condition }, check, by }),
    );
    await rejectsWith(
      'MANIFEST_BLOB_UNKNOWN',
      store.manifests.put({ repository, manifest: lacking, tags: [latest], require: { condition }, check, by }),
    );
    await failsCondition(store.tags.delete({ repository, tag: latest, require: { condition }, check, by }));
    for (const name of [repository, 'unknown' as typeof repository]) {
      assert.equal(await store.tags.delete({ repository: name, tag: stable, check, by }), false);
      assert.equal(await store.manifests.delete({ repository: name, digest: fresh.digest, check, by }), false);
      assert.equal(await store.blobs.delete({ repository: name, digest: layer.digest, check, by }), 'unknown');
    }
    assert.deepEqual(asked, []);
  }),
  metadataStoreCase('check/over', 'shows the repository only while the check runs', async ({ store }) => {
    let kept: ChangeView | undefined;
    const check: ChangeCheck = async (view) => {
      kept = view;
    };
    await store.manifests.put({ repository, manifest: old, tags: [latest], check, by });
    assert.ok(kept !== undefined);
    await assert.rejects(kept.countTags(10), /after its check/);
    await assert.rejects(kept.listTags({ limit: 1 }), /after its check/);
    await assert.rejects(kept.findManifest({ kind: 'tag', tag: latest }), /after its check/);
    await assert.rejects(kept.listReferrers(old.digest, { limit: 1, maximumBytes: 1 }), /after its check/);
  }),
];
