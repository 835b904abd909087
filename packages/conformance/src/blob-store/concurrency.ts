import assert from 'node:assert/strict';
import { type BlobLocation, digestOf } from '@lading/core';
import { holds, holdsNothing } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { listed, putBlob, someBytes, uploadOf } from './content.js';

const bytes = someBytes(700_000);
const digest = digestOf(bytes);
const small = someBytes(1000);

function times<Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

export const concurrency = [
  blobStoreCase('uploads-at-once', 'keeps uploads apart that run at the same time', async ({ store, replica }) => {
    await times(24, async (index) => {
      const content = someBytes(100_000 + index, index + 1);
      const location = await putBlob(index % 2 === 0 ? store : replica, content);
      await holds(store, location, content);
    });
  }),
  blobStoreCase('same-digest-at-once', 'takes one digest from many clients at once', async ({ store, replica }) => {
    const locations = await times(16, (index) => putBlob(index % 2 === 0 ? store : replica, bytes));
    assert.equal(new Set(locations).size, 16);
    for (const location of locations) await holds(store, location, bytes);
  }),
  blobStoreCase(
    'commits-at-once',
    'commits an upload once when it is asked several times at once',
    async ({ store, replica }) => {
      for (let round = 0; round < 5; round++) {
        const upload = await uploadOf(store, bytes);
        const locations = await times(6, (index) => (index % 2 === 0 ? store : replica).commit(upload, digest));
        assert.deepEqual(new Set(locations), new Set([store.locate(upload, digest)]));
        await holds(store, store.locate(upload, digest), bytes);
      }
      assert.equal((await listed(store)).size, 5);
    },
  ),
  blobStoreCase(
    'push-and-delete-at-once',
    'loses no blob while copies of it are deleted',
    async ({ store, replica }) => {
      const kept: BlobLocation[] = [];
      await times(8, async (index) => {
        const [pusher, deleter] = index % 2 === 0 ? [store, replica] : [replica, store];
        for (let round = 0; round < 10; round++) {
          const location = await putBlob(pusher, small);
          if (index < 4) kept.push(location);
          else await deleter.delete(location).then(() => holdsNothing(pusher, location));
        }
      });
      for (const location of kept) await holds(store, location, small);
    },
  ),
  blobStoreCase(
    'commit-or-abort',
    'either commits or aborts an upload, when both are asked at once',
    async ({ store, replica }) => {
      for (let round = 0; round < 10; round++) {
        const upload = await uploadOf(store, bytes);
        const committed = store.commit(upload, digest).catch(() => undefined);
        await replica.abort(upload);
        const location = await committed;
        if (location === undefined) await holdsNothing(store, store.locate(upload, digest));
        else await holds(store, location, bytes);
      }
    },
  ),
];
