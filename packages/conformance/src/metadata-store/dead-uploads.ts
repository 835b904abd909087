import assert from 'node:assert/strict';
import type { UploadSession } from '@lading/core';
import { rejectsWith } from './assertions.js';
import { blobOf, newUploadId, openUpload, repository, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const blob = blobOf('layer');

function newSession(): UploadSession {
  return { id: newUploadId(), repository, state: { size: 0, store: { key: 'value' } } };
}

export const deadUploads = [
  metadataStoreCase(
    'dead-upload/claim',
    'gives cancelled and expired sessions to one caller at a time, until they are forgotten',
    async ({ store, replica, advance }) => {
      const [open, expiring, cancelled] = [newSession(), newSession(), newSession()];
      await store.uploads.create(open, 10_000);
      await store.uploads.create(expiring, 100);
      await store.uploads.create(cancelled, 10_000);
      assert.deepEqual(await store.uploads.claimDead(10, 60), []);
      await store.uploads.cancel(repository, cancelled.id);
      assert.deepEqual(await store.uploads.claimDead(10, 600), [cancelled]);
      await advance(200);
      assert.deepEqual(await replica.uploads.claimDead(10, 600), [expiring]);
      assert.deepEqual(await store.uploads.claimDead(10, 600), []);
      await store.uploads.forget(cancelled.id);
      await advance(700);
      assert.deepEqual(await store.uploads.claimDead(10, 600), [expiring]);
      await store.uploads.forget(expiring.id);
      await store.uploads.forget(expiring.id);
      await advance(700);
      assert.deepEqual(await store.uploads.claimDead(10, 600), []);
      assert.deepEqual(await store.uploads.find(repository, open.id), open);
    },
  ),
  metadataStoreCase('dead-upload/limit', 'gives no more sessions than were asked for', async ({ store }) => {
    const sessions = times(5, newSession);
    for (const session of sessions) await store.uploads.create(session, 1000);
    for (const { id } of sessions) await store.uploads.cancel(repository, id);
    const batches = [await store.uploads.claimDead(2, 60), await store.uploads.claimDead(2, 60)];
    batches.push(await store.uploads.claimDead(2, 60));
    assert.deepEqual(
      batches.map(({ length }) => length),
      [2, 2, 1],
    );
    assert.deepEqual(new Set(batches.flat().map(({ id }) => id)), new Set(sessions.map(({ id }) => id)));
  }),
  metadataStoreCase(
    'dead-upload/expired',
    'ends the claim of a writer that slept too long',
    async ({ store, advance }) => {
      const upload = await openUpload(store, { blob });
      await advance(4000);
      assert.equal((await store.uploads.claimDead(10, 60)).length, 1);
      assert.equal(await store.uploads.renewClaim(upload.id, upload.writer, 60), false);
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish(upload));
    },
  ),
  metadataStoreCase('dead-upload/finished', 'gives no session whose blob lives', async ({ store, advance }) => {
    await store.uploads.finish(await openUpload(store, { blob }));
    await advance(100_000);
    assert.deepEqual(await store.uploads.claimDead(10, 60), []);
  }),
];
