import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Digest, digestOf } from '@lading/core';
import { holds, holdsNothing, rejectsWith } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { listed, someBytes, uploadOf } from './content.js';

const bytes = someBytes(150_000);
const digest = digestOf(bytes);
const otherDigest = digestOf(someBytes(150_000, 2));

export const committing = [
  blobStoreCase(
    'wrong-digest',
    'publishes nothing under a digest that the content does not have, and keeps the upload',
    async ({ store, replica }) => {
      const upload = await uploadOf(store, bytes);
      for (const wrong of [otherDigest, digestOf(someBytes(1), 'sha512')])
        for (const committer of [store, replica]) {
          await rejectsWith('DIGEST_INVALID', committer.commit(upload, wrong));
          await holdsNothing(store, store.locate(upload, wrong));
        }
      assert.equal((await listed(store)).size, 0);
      await holds(store, await store.commit(upload, digest), bytes);
    },
    { requirements: ['MONO-11', 'DIG-02'] },
  ),
  blobStoreCase(
    'wrong-digest-of-nothing',
    'does not take an empty upload for content that it does not have',
    async ({ store }) => {
      const begun = await store.begin();
      await rejectsWith('DIGEST_INVALID', store.commit(begun, digest));
      await holdsNothing(store, store.locate(begun, digest));
    },
    { requirements: ['MONO-11'] },
  ),
  blobStoreCase(
    'unverifiable-digest',
    'refuses a digest whose algorithm it cannot verify',
    async ({ store }) => {
      const upload = await uploadOf(store, bytes);
      await rejectsWith('DIGEST_INVALID', store.commit(upload, 'blake3:00' as Digest));
      assert.equal((await listed(store)).size, 0);
    },
    { requirements: ['DIG-07'] },
  ),
  blobStoreCase(
    'whole-or-nothing',
    'shows another instance a blob whole or not at all while it is committed, and whole when that is done',
    async ({ store, replica }) => {
      const upload = await uploadOf(store, bytes);
      const location = store.locate(upload, digest);
      let isDone = false;
      const commit = store.commit(upload, digest).finally(() => {
        isDone = true;
      });
      while (!isDone) {
        assert.ok([undefined, bytes.byteLength].includes((await replica.stat(location))?.size));
        // A store in memory answers at once, and would never let go of the thread.
        await nextTurn();
      }
      assert.equal(await commit, location);
      await holds(replica, location, bytes);
    },
    { requirements: ['MONO-09'] },
  ),
  blobStoreCase(
    'commit-again',
    'gives the same answer when a commit is repeated, here or on another replica',
    async ({ store, replica }) => {
      const upload = await uploadOf(store, bytes);
      const location = await store.commit(upload, digest);
      assert.equal(await store.commit(upload, digest), location);
      assert.equal(await replica.commit(upload, digest), location);
      await holds(store, location, bytes);
      assert.deepEqual([...(await listed(store))], [[location, bytes.byteLength]]);
    },
  ),
  blobStoreCase(
    'commit-after-abort',
    'knows nothing of an upload that was aborted',
    async ({ store, replica }) => {
      const upload = await uploadOf(store, bytes);
      await store.abort(upload);
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.commit(upload, digest));
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', replica.commit(upload, digest));
      await holdsNothing(store, store.locate(upload, digest));
    },
    { requirements: ['MONO-12', 'CANC-02'] },
  ),
  blobStoreCase(
    'locate',
    'says before the first byte, and in any instance, where a commit will put the blob',
    async ({ store, replica }) => {
      const begun = await store.begin();
      const foretold = store.locate(begun, digest);
      assert.equal(replica.locate(begun, digest), foretold);
      const upload = await uploadOf(store, bytes);
      const location = store.locate(upload, digest);
      assert.notEqual(location, foretold, 'no two uploads have one location');
      assert.equal(await replica.commit(upload, digest), location);
      assert.equal(store.locate(upload, digest), location);
    },
  ),
  blobStoreCase(
    'same-digest-twice',
    'gives two uploads of one digest two locations, and each lives by itself',
    async ({ store }) => {
      const first = await store.commit(await uploadOf(store, bytes), digest);
      const second = await store.commit(await uploadOf(store, bytes), digest);
      assert.notEqual(first, second);
      await store.delete(first);
      await holdsNothing(store, first);
      await holds(store, second, bytes);
    },
  ),
];
