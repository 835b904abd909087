import assert from 'node:assert/strict';
import type { Change, Position } from '@lading/core';
import { failsCondition, rejectsWith } from './assertions.js';
import { allChanges, eventsOf } from './change-log.js';
import {
  blobOf,
  by,
  descriptorOf,
  imageOf,
  otherRepository,
  pushBlob,
  pushImage,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [old, fresh] = [imageOf('old'), imageOf('new')];
const layer = blobOf('layer');
const [latest, stable] = [tag('latest'), tag('stable')];
const pushed = (manifest: typeof old) => ({
  kind: 'manifest.pushed',
  digest: manifest.digest,
  mediaType: manifest.mediaType,
  size: manifest.bytes.byteLength,
});

export const changes = [
  metadataStoreCase('change/push', 'logs a new manifest and where its tags pointed before', async ({ store }) => {
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    await store.manifests.put({ repository, manifest: fresh, tags: [stable, latest], by });
    assert.deepEqual(await eventsOf(store), [
      pushed(old),
      { kind: 'tag.set', tag: latest, to: old.digest },
      pushed(fresh),
      { kind: 'tag.set', tag: latest, from: old.digest, to: fresh.digest },
      { kind: 'tag.set', tag: stable, to: fresh.digest },
    ]);
  }),
  metadataStoreCase(
    'change/author',
    'logs who changed something, when, where and in which request',
    async ({ store }) => {
      const before = Date.now();
      const robot = { actor: { kind: 'robot', name: 'ci' }, requestId: 'request 1' } as const;
      const anonymous = { actor: { kind: 'anonymous' }, requestId: 'request 2' } as const;
      await store.manifests.put({ repository, manifest: old, tags: [], by: robot });
      await store.manifests.put({ repository: otherRepository, manifest: old, tags: [], by: anonymous });
      const [first, second] = (await allChanges(store)) as [Change, Change];
      assert.deepEqual([first.repository, first.actor, first.requestId], [repository, robot.actor, robot.requestId]);
      assert.deepEqual(
        [second.repository, second.actor, second.requestId],
        [otherRepository, anonymous.actor, 'request 2'],
      );
      for (const { at } of [first, second]) assert.ok(Math.abs(at.getTime() - before) < 3_600_000, `at ${at}`);
    },
  ),
  metadataStoreCase('change/any-author', 'accepts any text as the name of an author', async ({ store }) => {
    for (const name of ['Zoë 🐢', '"\\', 'a\0b', '\ud800', '']) {
      const author = { actor: { kind: 'user', name }, requestId: name } as const;
      await store.manifests.put({ repository, manifest: old, tags: [latest], by: author });
      await store.tags.delete({ repository, tag: latest, by: author });
    }
    const [first] = await allChanges(store);
    assert.equal(first?.actor.name, 'Zoë 🐢');
  }),
  metadataStoreCase('change/details', 'logs the type and the subject of a manifest', async ({ store }) => {
    const parts = { subject: descriptorOf(old), artifactType: 'application/vnd.example' };
    const referrer = imageOf('referrer', parts);
    for (const manifest of [referrer, old]) await store.manifests.put({ repository, manifest, tags: [], by });
    await store.manifests.delete({ repository, digest: referrer.digest, by });
    const details = { ...pushed(referrer), artifactType: parts.artifactType, subject: old.digest };
    assert.deepEqual(await eventsOf(store), [details, pushed(old), { ...details, kind: 'manifest.deleted' }]);
  }),
  metadataStoreCase('change/any-type', 'accepts any text as the type of an artifact', async ({ store }) => {
    for (const artifactType of ['Zoë 🐢', '"\\', '\ud800', 'x\udc00']) {
      const manifest = imageOf(artifactType, { artifactType });
      await assert.doesNotReject(store.manifests.put({ repository, manifest, tags: [], by }));
    }
    const kinds = (await allChanges(store)).map(({ kind }) => kind);
    assert.deepEqual(
      kinds,
      times(4, () => 'manifest.pushed'),
    );
  }),
  metadataStoreCase('change/none', 'logs nothing if a push changes nothing', async ({ store }) => {
    const put = { repository, manifest: old, tags: [latest, stable], by };
    await store.manifests.put(put);
    const before = await allChanges(store);
    await store.manifests.put(put);
    await store.manifests.put({ ...put, tags: [] });
    await store.manifests.put({ ...put, require: { condition: { ifMatch: [old.digest] } } });
    assert.deepEqual(await allChanges(store), before);
    await store.manifests.put({ ...put, tags: [latest, tag('third')] });
    assert.deepEqual((await eventsOf(store)).slice(before.length), [{ kind: 'tag.set', tag: 'third', to: old.digest }]);
  }),
  metadataStoreCase('change/condition', 'logs tags that are set under a condition', async ({ store }) => {
    const condition = { ifNoneMatch: [fresh.digest] };
    await store.manifests.put({ repository, manifest: old, tags: [latest], require: { condition }, by });
    await store.manifests.put({ repository, manifest: fresh, tags: [stable, latest], require: { condition }, by });
    assert.deepEqual(
      (await eventsOf(store)).filter(({ kind }) => kind === 'tag.set'),
      [
        { kind: 'tag.set', tag: latest, to: old.digest },
        { kind: 'tag.set', tag: latest, from: old.digest, to: fresh.digest },
        { kind: 'tag.set', tag: stable, to: fresh.digest },
      ],
    );
  }),
  metadataStoreCase('change/refused', 'logs nothing that is refused', async ({ store }) => {
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    const before = await allChanges(store);
    const put = { repository, manifest: fresh, tags: [stable, latest], by };
    await failsCondition(store.manifests.put({ ...put, require: { condition: { ifNoneMatch: '*' } } }));
    await rejectsWith(
      'MANIFEST_BLOB_UNKNOWN',
      store.manifests.put({ ...put, manifest: imageOf('lacking', { blobs: [layer] }) }),
    );
    await failsCondition(store.tags.delete({ repository, tag: latest, require: { condition: { ifMatch: [] } }, by }));
    assert.equal(await store.tags.delete({ repository, tag: stable, by }), false);
    assert.equal(await store.manifests.delete({ repository, digest: fresh.digest, by }), false);
    assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'unknown');
    assert.deepEqual(await allChanges(store), before);
  }),
  metadataStoreCase('change/delete-tag', 'logs what a deleted tag pointed to', async ({ store }) => {
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    await store.tags.delete({ repository, tag: latest, by });
    await store.manifests.put({ repository, manifest: fresh, tags: [latest], by });
    assert.deepEqual((await eventsOf(store)).slice(2), [
      { kind: 'tag.deleted', tag: latest, from: old.digest },
      pushed(fresh),
      { kind: 'tag.set', tag: latest, to: fresh.digest },
    ]);
  }),
  metadataStoreCase('change/delete-manifest', 'logs each tag that goes with a manifest', async ({ store }) => {
    await store.manifests.put({ repository, manifest: old, tags: [stable, latest], by });
    await store.manifests.put({ repository, manifest: fresh, tags: [stable], by });
    await store.manifests.put({ repository, manifest: old, tags: [tag('third')], by });
    const before = (await allChanges(store)).length;
    await store.manifests.delete({ repository, digest: old.digest, by });
    assert.deepEqual((await eventsOf(store)).slice(before), [
      { kind: 'tag.deleted', tag: latest, from: old.digest },
      { kind: 'tag.deleted', tag: 'third', from: old.digest },
      { ...pushed(old), kind: 'manifest.deleted' },
    ]);
  }),
  metadataStoreCase('change/blob', 'logs blobs that leave a repository', async ({ store, advance, leaseSeconds }) => {
    const [deleted, collected, kept] = [layer, blobOf('collected'), blobOf('kept')];
    const system = { actor: { kind: 'system', name: 'collection' }, requestId: 'run 1' } as const;
    for (const blob of [deleted, collected]) await pushBlob(store, blob);
    await pushImage(store, imageOf('image', { blobs: [kept] }));
    const before = (await allChanges(store)).length;
    await store.blobs.delete({ repository, digest: deleted.digest, by });
    await store.blobs.delete({ repository, digest: kept.digest, by });
    await advance(leaseSeconds + 1);
    await store.collection.deleteUnreferencedBlobs(10, system);
    assert.deepEqual((await eventsOf(store)).slice(before), [
      { kind: 'blob.deleted', digest: deleted.digest, size: deleted.size },
      { kind: 'blob.deleted', digest: collected.digest, size: collected.size },
    ]);
    assert.deepEqual((await allChanges(store)).at(-1)?.actor, system.actor);
  }),
  metadataStoreCase('change/repository', 'logs once that a repository has no content left', async ({ store }) => {
    await store.manifests.put({ repository, manifest: old, tags: [latest], by });
    await store.manifests.put({ repository: otherRepository, manifest: old, tags: [], by });
    await store.manifests.delete({ repository, digest: old.digest, by });
    for (const _ of times(2, String)) await store.collection.deleteEmptyRepositories(by);
    const kinds = (await allChanges(store))
      .filter((change) => change.repository === repository)
      .map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(-2), ['manifest.deleted', 'repository.deleted']);
    assert.ok(!(await eventsOf(store, otherRepository)).some(({ kind }) => kind === 'repository.deleted'));
  }),
  metadataStoreCase('change/pages', 'reads the log in parts, from any change on', async ({ store, replica }) => {
    const images = times(7, (index) => imageOf(String(index)));
    for (const manifest of images) await store.manifests.put({ repository, manifest, tags: [latest], by });
    const all = await allChanges(store);
    assert.equal(new Set(all.map(({ position }) => position)).size, 14);
    for (const limit of [1, 3, 14, 20]) assert.deepEqual(await allChanges(replica, { limit }), all);
    for (const [index, { position: after }] of all.entries())
      assert.deepEqual((await replica.changes.read({ after, limit: 20, repository })).items, all.slice(index + 1));
    assert.deepEqual(await store.changes.read({ limit: 14, repository }), { items: all, hasMore: false });
    assert.deepEqual(await store.changes.read({ limit: 13, repository }), { items: all.slice(0, 13), hasMore: true });
  }),
  metadataStoreCase('change/of-repository', 'reads the changes of one repository', async ({ store }) => {
    for (const manifest of times(3, (index) => imageOf(String(index))))
      for (const name of [repository, otherRepository])
        await store.manifests.put({ repository: name, manifest, tags: [latest], by });
    const all = await allChanges(store);
    const ofOther = all.filter((change) => change.repository === otherRepository);
    assert.deepEqual(await allChanges(store, { repository: otherRepository }), ofOther);
    const after = all[5]?.position as Position;
    const { items, hasMore } = await store.changes.read({ after, limit: 2, repository: otherRepository });
    assert.deepEqual(items, ofOther.filter((change) => all.indexOf(change) > 5).slice(0, 2));
    assert.equal(hasMore, true);
    assert.deepEqual(await allChanges(store, { repository: 'unknown' as typeof repository }), []);
  }),
  metadataStoreCase('change/signal', 'stops reading when the signal fires', async ({ store }) => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(store.changes.read({ limit: 1, signal }), /^Error: enough$/);
  }),
  metadataStoreCase('change/position', 'refuses a position that no change has', async ({ store }) => {
    for (const after of ['', 'x', '1.2.3', '-1', '1'.repeat(40)] as Position[])
      await assert.rejects(store.changes.read({ after, limit: 1 }), TypeError, after);
  }),
  metadataStoreCase(
    'change/maintain',
    'deletes changes that are too old, and keeps the others',
    async ({ store, advance }) => {
      const week = 7 * 24 * 60 * 60;
      await store.manifests.put({ repository, manifest: old, tags: [], by });
      await advance(3 * week);
      await store.manifests.put({ repository, manifest: fresh, tags: [], by });
      await store.changes.maintain(4 * week);
      assert.equal((await allChanges(store)).length, 2);
      await store.changes.maintain(week);
      assert.deepEqual(await eventsOf(store), [pushed(fresh)]);
      await store.changes.maintain(week);
      await store.manifests.put({ repository, manifest: fresh, tags: [latest], by });
      assert.equal((await allChanges(store)).length, 2);
    },
  ),
];
