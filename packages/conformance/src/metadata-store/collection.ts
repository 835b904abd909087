import assert from 'node:assert/strict';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  by,
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

export const collection = [
  metadataStoreCase(
    'collection/trash',
    'gives a deleted blob to one caller at a time, after the delay, until it is forgotten',
    async ({ store, replica, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await store.blobs.delete({ repository, digest: blob.digest, by });
      assert.deepEqual(await store.collection.claimTrash(10, 600), []);
      await advance(trashSeconds - 10);
      assert.deepEqual(await store.collection.claimTrash(10, 600), []);
      await advance(20);
      assert.deepEqual(await replica.collection.claimTrash(10, 600), [location]);
      assert.deepEqual(await store.collection.claimTrash(10, 600), []);
      await advance(610);
      assert.deepEqual(await store.collection.claimTrash(10, 600), [location]);
      await store.collection.forgetLocation(location);
      await store.collection.forgetLocation(location);
      await advance(610);
      assert.deepEqual(await store.collection.claimTrash(10, 600), []);
    },
  ),
  metadataStoreCase(
    'collection/limit',
    'gives no more locations than were asked for',
    async ({ store, trashSeconds, advance }) => {
      const digests = times(5, (index) => blobOf(`${index}`));
      const locations = await pushBlobs(store, digests);
      for (const { digest } of digests) await store.blobs.delete({ repository, digest, by });
      await advance(trashSeconds + 1);
      const batches = [
        await store.collection.claimTrash(2, 60),
        await store.collection.claimTrash(2, 60),
        await store.collection.claimTrash(2, 60),
      ];
      assert.deepEqual(
        batches.map(({ length }) => length),
        [2, 2, 1],
      );
      assert.deepEqual(new Set<string>(batches.flat()), new Set<string>(locations));
    },
  ),
  metadataStoreCase(
    'collection/live',
    'never gives the bytes of a blob that a repository has',
    async ({ store, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await pushBlob(store, blob, otherRepository);
      await store.blobs.delete({ repository, digest: blob.digest, by });
      await advance(trashSeconds + 10);
      assert.ok(!(await store.collection.claimTrash(10, 60)).includes(location));
      await store.collection.forgetLocation(location);
      assert.equal((await store.blobs.find(otherRepository, blob.digest))?.location, location);
    },
  ),
  metadataStoreCase(
    'collection/loser',
    'gives the second location of one digest',
    async ({ store, trashSeconds, advance }) => {
      const first = await pushBlob(store, blob);
      const second = await pushBlob(store, blob);
      await advance(trashSeconds + 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [second]);
      assert.equal((await store.blobs.find(repository, blob.digest))?.location, first);
    },
  ),
  metadataStoreCase(
    'collection/again',
    'gives the old bytes of a blob that was pushed again',
    async ({ store, trashSeconds, advance }) => {
      const first = await pushBlob(store, blob);
      await store.blobs.delete({ repository, digest: blob.digest, by });
      const second = await pushBlob(store, blob);
      await advance(trashSeconds + 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [first]);
      assert.equal((await store.blobs.find(repository, blob.digest))?.location, second);
    },
  ),
  metadataStoreCase(
    'collection/staged',
    'gives what a session staged once the session is gone and its writer can be no more',
    async ({ store, advance }) => {
      const upload = await openUpload(store, { blob });
      await advance(claimSeconds + 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [], 'the session is open still');
      await store.uploads.claim({ ...upload, writer: 'other', leaseSeconds: claimSeconds });
      assert.equal(await store.uploads.renewClaim(upload.id, 'other', claimSeconds), true);
      await store.uploads.cancel(repository, upload.id);
      await store.uploads.forget(upload.id);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [], 'its writer may be writing still');
      await advance(claimSeconds + 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [upload.blob.location]);
    },
  ),
  metadataStoreCase(
    'collection/staged-twice',
    'gives what a finished session staged in vain',
    async ({ store, advance }) => {
      const { id, blob: vain } = await openUpload(store, { blob });
      const location = locationOf(id, other.digest);
      const claim = { repository, id, writer: 'writer', leaseSeconds: claimSeconds, locate: () => location };
      await store.uploads.claim(claim);
      await store.uploads.finish({ repository, id, writer: 'writer', blob: { ...other, location } });
      await advance(claimSeconds + 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [vain.location]);
    },
  ),
  metadataStoreCase(
    'collection/no-return',
    'brings no location back to life that was given',
    async ({ store, advance }) => {
      const upload = await openUpload(store, { blob });
      await advance(claimSeconds * 10);
      await store.uploads.claimDead(10, 60);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [upload.blob.location]);
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish(upload));
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
    },
  ),
  metadataStoreCase(
    'collection/only-claimed',
    'forgets no location that nobody was given',
    async ({ store, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await store.collection.forgetLocation(location);
      await pushImage(store, imageOf('needs it', { blobs: [blob] }));
      await store.collection.forgetLocation(location);
      assert.equal((await store.blobs.find(repository, blob.digest))?.location, location);
      await pushBlob(store, other).then(() => store.blobs.delete({ repository, digest: other.digest, by }));
      await advance(trashSeconds + 10);
      assert.notDeepEqual(await store.collection.claimTrash(10, 60), []);
    },
  ),
];
