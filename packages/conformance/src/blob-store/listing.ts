import assert from 'node:assert/strict';
import type { BlobLocation } from '@lading/core';
import { blobStoreCase } from './blob-store-case.js';
import { listed, putBlob, someBytes, uploadOf } from './content.js';

export const listing = [
  blobStoreCase('list-nothing', 'lists nothing when nothing is committed', async ({ store }) => {
    assert.equal((await listed(store)).size, 0);
    await uploadOf(store, someBytes(1000));
    assert.equal((await listed(store)).size, 0);
  }),
  blobStoreCase('list-all', 'lists each blob once, with its size and its time', async ({ store, replica }) => {
    const started = Date.now();
    const expected = new Map<BlobLocation, number>();
    for (let size = 0; size < 60; size++) expected.set(await putBlob(store, someBytes(size, size + 1)), size);
    const copy = someBytes(7, 8);
    expected.set(await putBlob(store, copy), copy.byteLength);
    let count = 0;
    for await (const { location, size, modifiedAt } of replica.list()) {
      count++;
      assert.equal(size, expected.get(location));
      // The clock of the storage need not be ours.
      assert.ok(Math.abs(modifiedAt.getTime() - started) < 15 * 60_000, `${modifiedAt} is about now`);
    }
    assert.equal(count, expected.size);
  }),
  blobStoreCase('list-while-writing', 'lists all that was there, while others push and delete', async ({ store }) => {
    const stays = new Set<BlobLocation>();
    const goes: BlobLocation[] = [];
    for (let index = 0; index < 30; index++) {
      stays.add(await putBlob(store, someBytes(50, index)));
      goes.push(await putBlob(store, someBytes(51, index)));
    }
    const seen = new Set<BlobLocation>();
    for await (const { location } of store.list()) {
      assert.ok(!seen.has(location), 'nothing is listed twice');
      seen.add(location);
      const next = goes.pop();
      if (next === undefined) continue;
      await store.delete(next);
      await putBlob(store, someBytes(52, goes.length));
    }
    for (const location of stays) assert.ok(seen.has(location), `${location} is listed`);
  }),
  blobStoreCase('list-broken-off', 'can be left in the middle', async ({ store }) => {
    for (let index = 0; index < 5; index++) await putBlob(store, someBytes(50, index));
    for await (const { size } of store.list()) {
      assert.equal(size, 50);
      break;
    }
    assert.equal((await listed(store)).size, 5);
  }),
  blobStoreCase('check', 'is ready, and leaves nothing behind when it is asked so', async ({ store }) => {
    await store.check();
    await store.check(new AbortController().signal);
    assert.equal((await listed(store)).size, 0);
  }),
];
