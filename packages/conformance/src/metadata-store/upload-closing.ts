import assert from 'node:assert/strict';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  by,
  claimSeconds,
  imageOf,
  locationOf,
  newUploadId,
  openUpload,
  otherRepository,
  repository,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [blob, other] = [blobOf('layer'), blobOf('other')];

export const uploadClosing = [
  metadataStoreCase(
    'upload-closing/finish',
    'gives the blob to the repository, and the digest to a client that lost the answer',
    async ({ store, replica, advance }) => {
      const upload = await openUpload(store, { blob });
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
      await store.uploads.finish(upload);
      assert.deepEqual(await replica.blobs.find(repository, blob.digest), upload.blob);
      assert.equal(await replica.uploads.find(repository, upload.id), undefined);
      const claim = { repository, id: upload.id, writer: 'again', leaseSeconds: claimSeconds };
      assert.deepEqual(await replica.uploads.claim(claim), { outcome: 'finished', digest: blob.digest });
      assert.deepEqual(await replica.uploads.claim({ ...claim, repository: otherRepository }), { outcome: 'unknown' });
      await advance(24 * 60 * 60);
      assert.deepEqual(await replica.uploads.claim(claim), { outcome: 'unknown' }, 'lately is not for ever');
    },
    ['MONO-08'],
  ),
  metadataStoreCase('upload-closing/over', 'takes nothing more for a session that is closed', async ({ store }) => {
    const upload = await openUpload(store, { blob });
    await store.uploads.finish(upload);
    await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish(upload));
    assert.equal(await store.uploads.renewClaim(upload.id, upload.writer, 60), false);
    assert.equal(await store.uploads.release(upload.id, upload.writer, { size: 0, store: {} }), false);
    assert.equal(await store.uploads.cancel(repository, upload.id), undefined);
    assert.deepEqual(await store.uploads.claimDead(10, 60), []);
    assert.notEqual(await store.blobs.find(repository, blob.digest), undefined);
  }),
  metadataStoreCase('upload-closing/unclaimed', 'refuses to close a session without its claim', async ({ store }) => {
    const upload = await openUpload(store, { blob });
    await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish({ ...upload, writer: 'stranger' }));
    await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish({ ...upload, repository: otherRepository }));
    await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish({ ...upload, id: newUploadId() }));
    assert.equal(await store.blobs.find(repository, blob.digest), undefined);
    assert.equal(await store.repositories.has(otherRepository), false);
    await store.uploads.finish(upload);
  }),
  metadataStoreCase(
    'upload-closing/not-staged',
    'refuses a location that the session did not stage',
    async ({ store }) => {
      const [upload, stranger] = [await openUpload(store, { blob }), await openUpload(store, { blob: other })];
      const unrecorded = { ...upload.blob, location: locationOf(newUploadId(), blob.digest) };
      const foreign = { ...upload.blob, location: stranger.blob.location };
      for (const wrong of [unrecorded, foreign])
        await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish({ ...upload, blob: wrong }));
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
      await store.uploads.finish(upload);
      await store.uploads.finish(stranger);
    },
  ),
  metadataStoreCase(
    'upload-closing/retry',
    'closes a session at its second try, with the same or another digest',
    async ({ store }) => {
      for (const closing of [blob, other]) {
        const { id, writer } = await openUpload(store, { blob });
        await store.uploads.release(id, writer, { size: closing.size, store: {} });
        const location = locationOf(id, closing.digest);
        const claim = { repository, id, writer: 'second', leaseSeconds: claimSeconds, locate: () => location };
        assert.equal((await store.uploads.claim(claim)).outcome, 'claimed');
        await store.uploads.finish({ repository, id, writer: 'second', blob: { ...closing, location } });
        assert.equal((await store.blobs.find(repository, closing.digest))?.size, closing.size);
      }
      await store.manifests.put({ repository, manifest: imageOf('both', { blobs: [blob, other] }), tags: [], by });
    },
  ),
  metadataStoreCase('upload-closing/locate', 'asks for the location of the state that it gives', async ({ store }) => {
    const id = newUploadId();
    const state = { size: 5, store: { key: 'value' } };
    await store.uploads.create({ id, repository, state }, 60);
    const seen: unknown[] = [];
    const locate = (located: unknown) => {
      seen.push(located);
      return locationOf(id, blob.digest);
    };
    await store.uploads.claim({ repository, id, writer: 'one', leaseSeconds: claimSeconds, locate });
    assert.deepEqual(seen.at(-1), state);
  }),
  metadataStoreCase(
    'upload-closing/cancel',
    'ends a session at once, whoever is writing to it',
    async ({ store, replica }) => {
      const upload = await openUpload(store, { blob });
      const { id, writer } = upload;
      const session = { id, repository, state: { size: blob.size, store: {} } };
      assert.deepEqual(await replica.uploads.cancel(repository, id), session);
      assert.equal(await store.uploads.cancel(repository, id), undefined);
      assert.equal(await store.uploads.find(repository, id), undefined);
      assert.deepEqual(await store.uploads.claim({ repository, id, writer, leaseSeconds: claimSeconds }), {
        outcome: 'unknown',
      });
      assert.equal(await store.uploads.renewClaim(id, writer, 60), false);
      assert.equal(await store.uploads.release(id, writer, session.state), false);
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish(upload));
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
    },
    ['CANC-01', 'CANC-02'],
  ),
  metadataStoreCase(
    'upload-closing/cancel-by-writer',
    'ends a session only for the writer that holds its claim',
    async ({ store, replica, advance }) => {
      const { id, writer } = await openUpload(store, { blob });
      assert.equal(await replica.uploads.cancel(repository, id, 'stranger'), undefined);
      assert.equal(await store.uploads.cancel(otherRepository, id, writer), undefined);
      assert.equal(await store.uploads.renewClaim(id, writer, claimSeconds), true, 'the claim is as it was');
      await advance(claimSeconds + 10);
      const claim = { repository, id, writer: 'successor', leaseSeconds: claimSeconds };
      assert.equal((await replica.uploads.claim(claim)).outcome, 'claimed');
      assert.equal(await store.uploads.cancel(repository, id, writer), undefined, 'a claim that was taken over');
      const reached = { size: 42, store: {} };
      assert.equal(await replica.uploads.release(id, 'successor', reached), true);
      assert.equal(await store.uploads.cancel(repository, id, 'successor'), undefined, 'a claim that was given up');
      await store.uploads.claim({ ...claim, writer: 'last' });
      assert.deepEqual(await replica.uploads.cancel(repository, id, 'last'), { id, repository, state: reached });
      assert.equal(await store.uploads.find(repository, id), undefined);
    },
  ),
  metadataStoreCase(
    'upload-closing/cancel-of-closed',
    'does not end a session that its writer has closed',
    async ({ store, replica }) => {
      const upload = await openUpload(store, { blob });
      await store.uploads.finish(upload);
      assert.equal(await replica.uploads.cancel(repository, upload.id, upload.writer), undefined);
      assert.notEqual(await store.blobs.find(repository, blob.digest), undefined);
    },
  ),
];
