import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import { holds, holdsNothing, rejectsWith } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { inChunks, someBytes, uploadOf } from './content.js';
import { stalling } from './stalling-source.js';

const bytes = someBytes(1_300_000);
const digest = digestOf(bytes);

export const aborting = [
  blobStoreCase(
    'abort',
    'forgets an aborted upload, and takes a second abort for done',
    async ({ store, replica }) => {
      const upload = await uploadOf(store, bytes);
      await store.abort(upload);
      await store.abort(upload);
      await replica.abort(upload);
      await holdsNothing(store, store.locate(upload, digest));
    },
    { requirements: ['CANC-01'] },
  ),
  blobStoreCase('abort-fresh', 'takes the abort of an upload without bytes', async ({ store }) => {
    await store.abort(await store.begin());
  }),
  blobStoreCase(
    'abort-older-state',
    'frees the bytes of an upload by any of its states',
    async ({ store, replica }) => {
      const begun = await store.begin();
      await store.append(begun, inChunks(bytes));
      await replica.abort(begun);
    },
  ),
  blobStoreCase('abort-after-commit', 'leaves a blob alone when its upload is aborted', async ({ store, replica }) => {
    const upload = await uploadOf(store, bytes);
    const location = await store.commit(upload, digest);
    await store.abort(upload);
    await replica.abort(upload);
    await holds(store, location, bytes);
  }),
  blobStoreCase('abort-one', 'leaves other uploads of the same content alone', async ({ store }) => {
    const [first, second] = [await uploadOf(store, bytes), await uploadOf(store, bytes)];
    await store.abort(first);
    await holds(store, await store.commit(second, digest), bytes);
  }),
  blobStoreCase(
    'sweep',
    'sweeps, if it can, what an upload left that nobody ended, and neither blobs nor what is younger',
    async ({ store, replica }) => {
      const location = await store.commit(await uploadOf(store, bytes), digest);
      const upload = await uploadOf(store, bytes);
      await replica.sweep?.({ olderThan: new Date(Date.now() - 3_600_000) });
      const kept = await store.commit(upload, digest);
      await uploadOf(store, bytes);
      const count = await replica.sweep?.({ olderThan: new Date(Date.now() + 3_600_000) });
      assert.ok(count === undefined || count > 0, 'it says how much it freed');
      await holds(store, location, bytes);
      await holds(store, kept, bytes);
    },
  ),
  blobStoreCase(
    'abort-during-append',
    'does not bring an upload back to life that is aborted while bytes arrive',
    async ({ store, replica }) => {
      const begun = await store.begin();
      const { source, stalled, end } = stalling(bytes);
      const appended = store.append(begun, source).catch(() => undefined);
      await stalled;
      await replica.abort(begun);
      end();
      const upload = await appended;
      if (upload === undefined) return;
      await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.commit(upload, digest));
      await holdsNothing(store, store.locate(upload, digest));
    },
    { requirements: ['CANC-01'] },
  ),
];
