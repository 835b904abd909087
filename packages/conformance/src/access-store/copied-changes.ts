import assert from 'node:assert/strict';
import type { AccessStore, AuditEntry, ChangeAuthor } from '@lading/core';
import {
  blobOf,
  descriptorOf,
  imageOf,
  otherRepository,
  pushBlob,
  repository,
  tag,
} from '../metadata-store/content.js';
import { accessStoreCase } from './access-store-case.js';
import { eventOf, times } from './content.js';

const by: ChangeAuthor = {
  actor: { kind: 'robot', name: 'ci' },
  requestId: 'request 1',
  credential: 'credential 1',
  rule: 'rule 1',
  address: '192.0.2.1',
};
const anonymous: ChangeAuthor = { actor: { kind: 'anonymous' }, requestId: 'request 2' };
const latest = tag('latest');

/** All entries, the oldest first. */
async function entriesOf(store: AccessStore): Promise<readonly AuditEntry[]> {
  return [...(await store.audit.read({ limit: 1000 })).items].reverse();
}

async function copyAll(store: AccessStore, limit: number): Promise<number> {
  let all = 0;
  for (;;) {
    const copied = await store.audit.copyChanges(limit);
    assert.ok(copied <= limit);
    if (copied === 0) return all;
    all += copied;
  }
}

export const copiedChanges = [
  accessStoreCase(
    'copy/author',
    'copies who changed something, when, from where and by which rule',
    async ({ store, metadata, settled }) => {
      const image = imageOf('one');
      await metadata.manifests.put({ repository, manifest: image, tags: [], by });
      await metadata.manifests.put({ repository: otherRepository, manifest: image, tags: [], by: anonymous });
      await settled();
      assert.equal(await copyAll(store, 10), 2);
      const changes = (await metadata.changes.read({ limit: 10 })).items;
      const entries = await entriesOf(store);
      assert.deepEqual(
        entries.map(({ at }) => at),
        changes.map(({ at }) => at),
      );
      const [first, second] = entries.map(({ id, at, detail, ...event }) => event);
      const pushed = { action: 'manifest.pushed', outcome: 'done', target: image.digest };
      assert.deepEqual(first, { ...pushed, ...by, repository });
      assert.deepEqual(second, { ...pushed, ...anonymous, repository: otherRepository });
    },
  ),
  accessStoreCase('copy/kinds', 'copies what each kind of change was about', async ({ store, metadata, settled }) => {
    const [old, fresh, blob] = [imageOf('old'), imageOf('new'), blobOf('layer')];
    const referrer = imageOf('referrer', { subject: descriptorOf(old), artifactType: 'application/vnd.example' });
    await pushBlob(metadata, blob);
    await metadata.manifests.put({ repository, manifest: old, tags: [latest], by });
    await metadata.manifests.put({ repository, manifest: fresh, tags: [latest], by });
    await metadata.manifests.put({ repository, manifest: referrer, tags: [], by });
    await metadata.tags.delete({ repository, tag: latest, by });
    await metadata.manifests.delete({ repository, digest: referrer.digest, by });
    for (const { digest } of [old, fresh]) await metadata.manifests.delete({ repository, digest, by });
    await metadata.blobs.delete({ repository, digest: blob.digest, by });
    await metadata.collection.deleteEmptyRepositories(by);
    await settled();
    await copyAll(store, 100);
    const detailOf = ({ mediaType, bytes }: typeof old) => ({ mediaType, size: bytes.byteLength });
    const ofReferrer = { ...detailOf(referrer), artifactType: 'application/vnd.example', subject: old.digest };
    assert.deepEqual(
      (await entriesOf(store)).map(({ action, target, detail }) => [action, target, detail]),
      [
        ['manifest.pushed', old.digest, detailOf(old)],
        ['tag.set', latest, { to: old.digest }],
        ['manifest.pushed', fresh.digest, detailOf(fresh)],
        ['tag.set', latest, { from: old.digest, to: fresh.digest }],
        ['manifest.pushed', referrer.digest, ofReferrer],
        ['tag.deleted', latest, { from: fresh.digest }],
        ['manifest.deleted', referrer.digest, ofReferrer],
        ['manifest.deleted', old.digest, detailOf(old)],
        ['manifest.deleted', fresh.digest, detailOf(fresh)],
        ['blob.deleted', blob.digest, { size: blob.size }],
        ['repository.deleted', undefined, undefined],
      ],
    );
  }),
  accessStoreCase(
    'copy/once',
    'copies each change once, a limited number at a time',
    async ({ store, replica, metadata, settled }) => {
      for (const index of times(5, (each) => each))
        await metadata.manifests.put({ repository, manifest: imageOf(`image ${index}`), tags: [latest], by });
      await settled();
      assert.equal(await store.audit.copyChanges(3), 3);
      assert.equal(await replica.audit.copyChanges(3), 3);
      assert.equal(await copyAll(replica, 3), 4);
      assert.equal(await store.audit.copyChanges(3), 0);
      await metadata.manifests.put({ repository, manifest: imageOf('one more'), tags: [], by });
      await settled();
      assert.equal(await copyAll(store, 3), 1);
      const changes = (await metadata.changes.read({ limit: 100 })).items;
      assert.deepEqual(
        (await entriesOf(store)).map(({ action, target }) => [action, target]),
        changes.map((change) => [change.kind, 'tag' in change ? change.tag : 'digest' in change && change.digest]),
      );
    },
  ),
  accessStoreCase('copy/beside', 'copies changes beside other entries', async ({ store, metadata, settled }) => {
    await store.audit.append([eventOf('sign-in')]);
    await metadata.manifests.put({ repository, manifest: imageOf('one'), tags: [], by });
    await settled();
    await copyAll(store, 10);
    await store.audit.append([eventOf('sign-out')]);
    const actions = (await entriesOf(store)).map(({ action }) => action);
    assert.deepEqual(actions, ['sign-in', 'manifest.pushed', 'sign-out']);
    assert.deepEqual((await store.audit.read({ limit: 10, filter: { repository } })).items.length, 1);
  }),
  accessStoreCase(
    'race/copy',
    'copies each change once while two replicas copy and clients push',
    async ({ store, replica, metadata, settled }) => {
      const count = 40;
      let isPushing = true;
      const push = async () => {
        for (const index of times(count, (each) => each))
          await metadata.manifests.put({ repository, manifest: imageOf(`image ${index}`), tags: [latest], by });
        isPushing = false;
      };
      const copy = async (on: AccessStore) => {
        while (isPushing) await on.audit.copyChanges(7);
      };
      await Promise.all([push(), copy(store), copy(replica)]);
      await settled();
      await Promise.all([store, replica].map((on) => copyAll(on, 7)));
      await copyAll(store, 7);
      const copied = (await entriesOf(store)).filter(({ action }) => action === 'manifest.pushed');
      assert.deepEqual(
        copied.map(({ target }) => target),
        times(count, (index) => imageOf(`image ${index}`).digest),
      );
    },
  ),
];
