import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import { holds, holdsNothing, rejectsWith } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { afterMetadata, inChunks, someBytes } from './content.js';

const sizes = [0, 1, 100_000, 10_485_763];

export const closing = [
  blobStoreCase(
    'closing',
    'takes an upload whose last append tells the digest, small and large, for any replica to commit',
    async ({ store, replica }) => {
      for (const size of sizes)
        for (const algorithm of ['sha256', 'sha512'] as const) {
          const bytes = someBytes(size, size + 7);
          const digest = digestOf(bytes, algorithm);
          const begun = await store.begin();
          const upload = await store.append(begun, inChunks(bytes), { algorithm, closing: digest });
          const location = await replica.commit(afterMetadata(upload), digest);
          assert.equal(location, store.locate(begun, digest), 'it is where it was foretold');
          await holds(replica, location, bytes);
          await holds(store, await store.commit(upload, digest), bytes);
        }
    },
    { requirements: ['MONO-09'] },
  ),
  blobStoreCase('closing-later-append', 'takes a last append after others', async ({ store, replica }) => {
    for (const size of [3000, 10_485_763, 20_000_000]) {
      const bytes = someBytes(size, 3);
      const digest = digestOf(bytes);
      const first = await store.append(await store.begin(), inChunks(bytes.subarray(0, size / 2)));
      const rest = inChunks(bytes.subarray(size / 2));
      const upload = await replica.append(afterMetadata(first), rest, { closing: digest });
      const location = await store.commit(afterMetadata(upload), digest);
      assert.equal(location, store.locate(first, digest), 'it is where it was foretold');
      await holds(store, location, bytes);
    }
  }),
  blobStoreCase(
    'closing-again',
    'takes the last append again, after one whose answer was lost and after one of wrong content',
    async ({ store, replica }) => {
      const [bytes, wrong] = [someBytes(50_000, 4), someBytes(60_000, 5)];
      const digest = digestOf(bytes);
      const begun = afterMetadata(await store.begin());
      const refused = store
        .append(begun, inChunks(wrong), { closing: digest })
        .then((upload) => store.commit(upload, digest));
      await rejectsWith('DIGEST_INVALID', refused);
      await holdsNothing(store, store.locate(begun, digest));
      await store.append(begun, inChunks(bytes), { closing: digest });
      const upload = await replica.append(begun, inChunks(bytes), { closing: digest });
      await holds(store, await replica.commit(afterMetadata(upload), digest), bytes);
    },
  ),
  blobStoreCase(
    'closing-goes-on',
    'goes on, if need be, with an upload whose last append it was said to be',
    async ({ store, replica }) => {
      const bytes = someBytes(70_000, 6);
      const half = bytes.subarray(0, 35_000);
      const closed = await store.append(await store.begin(), inChunks(half), { closing: digestOf(half) });
      const upload = await replica.append(afterMetadata(closed), inChunks(bytes.subarray(35_000)));
      const digest = digestOf(bytes);
      await holds(store, await store.commit(afterMetadata(upload), digest), bytes);
    },
  ),
];
