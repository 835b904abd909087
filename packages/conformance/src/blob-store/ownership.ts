import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { BlobStore, RegistryId } from '@lading/core';
import { holds } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { listed, putBlob, someBytes } from './content.js';

type MarkedStore = BlobStore & Required<Pick<BlobStore, 'findOwner' | 'setOwner'>>;

const newId = () => randomUUID() as string as RegistryId;

/** Whether a store supports marks. It must have both methods or neither. */
function hasMarks(store: BlobStore): store is MarkedStore {
  assert.equal(
    store.findOwner === undefined,
    store.setOwner === undefined,
    'there is only one of findOwner and setOwner',
  );
  return store.findOwner !== undefined;
}

export const ownership = [
  blobStoreCase(
    'owner',
    'belongs to the registry that marked it first, if it supports marks',
    async ({ store, replica }) => {
      if (!hasMarks(store) || !hasMarks(replica)) return;
      const [id, other] = [newId(), newId()];
      assert.equal(await store.findOwner(), undefined);
      assert.equal(await store.setOwner(id), id);
      for (const each of [store, replica]) {
        assert.equal(await each.findOwner(), id);
        assert.equal(await each.setOwner(id), id);
        assert.equal(await each.setOwner(other), id);
        assert.equal(await each.findOwner(new AbortController().signal), id);
      }
    },
  ),
  blobStoreCase(
    'owner-race',
    'returns the same owner to all concurrent calls of setOwner, if it supports marks',
    async ({ store, replica }) => {
      if (!hasMarks(store) || !hasMarks(replica)) return;
      const ids = Array.from({ length: 10 }, newId);
      const told = await Promise.all(ids.map((id, index) => (index % 2 ? store : replica).setOwner(id)));
      const owner = await replica.findOwner();
      assert.ok(owner !== undefined && ids.includes(owner));
      assert.deepEqual(new Set(told), new Set([owner]));
    },
  ),
  blobStoreCase(
    'owner-apart',
    'keeps the mark separate from blobs and uploads, if it supports marks',
    async ({ store, replica }) => {
      if (!hasMarks(store) || !hasMarks(replica)) return;
      const id = newId();
      const bytes = someBytes(1000);
      const location = await putBlob(store, bytes);
      assert.equal(await store.setOwner(id), id, 'a store with blobs can be marked');
      await holds(store, location, bytes);
      assert.deepEqual([...(await listed(replica)).keys()], [location]);
      await store.check();
      await store.sweep?.({ olderThan: new Date(Date.now() + 60_000) });
      await store.delete(location);
      assert.equal(await replica.findOwner(), id);
    },
  ),
];
