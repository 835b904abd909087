import assert from 'node:assert/strict';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  claimSeconds,
  imageOf,
  locationOf,
  openUpload,
  otherRepository,
  pushBlob,
  pushBlobs,
  pushImage,
  repository,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [blob, other] = [blobOf('layer'), blobOf('other')];

export const reclaim = [
  metadataStoreCase(
    'reclaim/trash',
    'gives a deleted blob to one caller at a time, after the delay, until it is forgotten',
    async ({ store, replica, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await store.deleteBlob(repository, blob.digest);
      assert.deepEqual(await store.claimTrash(10, 600), []);
      await advance(trashSeconds - 10);
      assert.deepEqual(await store.claimTrash(10, 600), []);
      await advance(20);
      assert.deepEqual(await replica.claimTrash(10, 600), [location]);
      assert.deepEqual(await store.claimTrash(10, 600), []);
      await advance(610);
      assert.deepEqual(await store.claimTrash(10, 600), [location]);
      await store.forgetLocation(location);
      await store.forgetLocation(location);
      await advance(610);
      assert.deepEqual(await store.claimTrash(10, 600), []);
    },
  ),
  metadataStoreCase(
    'reclaim/limit',
    'gives no more locations than were asked for',
    async ({ store, trashSeconds, advance }) => {
      const digests = times(5, (index) => blobOf(`${index}`));
      const locations = await pushBlobs(store, digests);
      for (const { digest } of digests) await store.deleteBlob(repository, digest);
      await advance(trashSeconds + 1);
      const batches = [await store.claimTrash(2, 60), await store.claimTrash(2, 60), await store.claimTrash(2, 60)];
      assert.deepEqual(
        batches.map(({ length }) => length),
        [2, 2, 1],
      );
      assert.deepEqual(new Set<string>(batches.flat()), new Set<string>(locations));
    },
  ),
  metadataStoreCase(
    'reclaim/live',
    'never gives the bytes of a blob that a repository has',
    async ({ store, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await pushBlob(store, blob, otherRepository);
      await store.deleteBlob(repository, blob.digest);
      await advance(trashSeconds + 10);
      assert.ok(!(await store.claimTrash(10, 60)).includes(location));
      await store.forgetLocation(location);
      assert.equal((await store.findBlob(otherRepository, blob.digest))?.location, location);
    },
  ),
  metadataStoreCase(
    'reclaim/loser',
    'gives the second location of one digest',
    async ({ store, trashSeconds, advance }) => {
      const first = await pushBlob(store, blob);
      const second = await pushBlob(store, blob);
      await advance(trashSeconds + 10);
      assert.deepEqual(await store.claimTrash(10, 60), [second]);
      assert.equal((await store.findBlob(repository, blob.digest))?.location, first);
    },
  ),
  metadataStoreCase(
    'reclaim/again',
    'gives the old bytes of a blob that was pushed again',
    async ({ store, trashSeconds, advance }) => {
      const first = await pushBlob(store, blob);
      await store.deleteBlob(repository, blob.digest);
      const second = await pushBlob(store, blob);
      await advance(trashSeconds + 10);
      assert.deepEqual(await store.claimTrash(10, 60), [first]);
      assert.equal((await store.findBlob(repository, blob.digest))?.location, second);
    },
  ),
  metadataStoreCase(
    'reclaim/staged',
    'gives what a session staged once the session is gone and its writer can be no more',
    async ({ store, advance }) => {
      const upload = await openUpload(store, { blob });
      await advance(claimSeconds + 10);
      assert.deepEqual(await store.claimTrash(10, 60), [], 'the session is open still');
      await store.claimUpload({ ...upload, writer: 'other', leaseSeconds: claimSeconds });
      assert.equal(await store.renewUploadClaim(upload.id, 'other', claimSeconds), true);
      await store.cancelUpload(repository, upload.id);
      await store.forgetUpload(upload.id);
      assert.deepEqual(await store.claimTrash(10, 60), [], 'its writer may be writing still');
      await advance(claimSeconds + 10);
      assert.deepEqual(await store.claimTrash(10, 60), [upload.blob.location]);
    },
  ),
  metadataStoreCase(
    'reclaim/staged-twice',
    'gives what a finished session staged in vain',
    async ({ store, advance }) => {
      const { id, blob: vain } = await openUpload(store, { blob });
      const location = locationOf(id, other.digest);
      const claim = { repository, id, writer: 'writer', leaseSeconds: claimSeconds, locate: () => location };
      await store.claimUpload(claim);
      await store.finishUpload({ repository, id, writer: 'writer', blob: { ...other, location } });
      await advance(claimSeconds + 10);
      assert.deepEqual(await store.claimTrash(10, 60), [vain.location]);
    },
  ),
  metadataStoreCase(
    'reclaim/no-return',
    'brings no location back to life that was given',
    async ({ store, advance }) => {
      const upload = await openUpload(store, { blob });
      await advance(claimSeconds * 10);
      await store.claimDeadUploads(10, 60);
      assert.deepEqual(await store.claimTrash(10, 60), [upload.blob.location]);
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.finishUpload(upload));
      assert.equal(await store.findBlob(repository, blob.digest), undefined);
    },
  ),
  metadataStoreCase(
    'reclaim/only-claimed',
    'forgets no location that nobody was given',
    async ({ store, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await store.forgetLocation(location);
      await pushImage(store, imageOf('needs it', { blobs: [blob] }));
      await store.forgetLocation(location);
      assert.equal((await store.findBlob(repository, blob.digest))?.location, location);
      await pushBlob(store, other).then(() => store.deleteBlob(repository, other.digest));
      await advance(trashSeconds + 10);
      assert.notDeepEqual(await store.claimTrash(10, 60), []);
    },
  ),
];
