import assert from 'node:assert/strict';
import { once } from 'node:events';
import { holds, holdsNothing } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { drain, putBlob, someBytes } from './content.js';

const bytes = someBytes(6_000_000);

export const deleting = [
  blobStoreCase(
    'delete',
    'has nothing at a location after its delete, and takes a second delete for done',
    async ({ store, replica }) => {
      const location = await putBlob(store, bytes);
      await store.delete(location);
      await holdsNothing(store, location);
      await holdsNothing(replica, location);
      await store.delete(location);
      await replica.delete(location);
    },
    { requirements: ['DEL-11', 'DEL-14'] },
  ),
  blobStoreCase('delete-never-there', 'takes the delete of a location that never was for done', async ({ store }) => {
    const [first, second] = [await putBlob(store, bytes), await putBlob(store, bytes)];
    await store.delete(first);
    await store.delete(first);
    await holds(store, second, bytes);
  }),
  blobStoreCase('delete-and-push', 'takes content again that was deleted', async ({ store }) => {
    await store.delete(await putBlob(store, bytes));
    await holds(store, await putBlob(store, bytes), bytes);
  }),
  blobStoreCase(
    'delete-during-read',
    'never ends a read early without an error when its blob is deleted',
    async ({ store }) => {
      const location = await putBlob(store, bytes);
      const readers = await Promise.all(Array.from({ length: 8 }, () => store.read(location)));
      for (const reader of readers.slice(4)) await once(reader, 'readable');
      await store.delete(location);
      for (const reader of readers) {
        const content = await drain(reader).catch((error: unknown) => {
          assert.ok(error instanceof Error);
          return bytes;
        });
        assert.ok(content.equals(bytes), 'what was read to the end is the whole blob');
      }
      await holdsNothing(store, location);
    },
  ),
];
