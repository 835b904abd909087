import assert from 'node:assert/strict';
import { digestOf } from '@lading/core';
import { holds } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { inChunks, someBytes, uploadOf } from './content.js';
import { stalling } from './stalling-source.js';

const connectionLost = new Error('the connection was lost');

/** A client that sends these bytes and then goes away. */
async function* breakingOff(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes);
  throw connectionLost;
}

/** Asserts that an append rejects with the failure of its source, as it came. */
async function breaksOff(append: Promise<unknown>): Promise<void> {
  await assert.rejects(append, (error) => error === connectionLost);
}

export const interruptedUploads = [
  blobStoreCase(
    'failing-source',
    'rejects with the failure of the source, and takes the whole append again',
    async ({ store }) => {
      const bytes = someBytes(2_200_000);
      const begun = await store.begin();
      await breaksOff(store.append(begun, breakingOff(bytes.subarray(0, 1_500_000))));
      const upload = await store.append(begun, inChunks(bytes));
      assert.equal(upload.size, bytes.byteLength);
      await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
    },
  ),
  blobStoreCase(
    'failing-later-source',
    'goes on from the last state that it gave when a later append breaks off',
    async ({ store, replica }) => {
      const bytes = someBytes(2_400_000);
      const half = await uploadOf(store, bytes.subarray(0, 1_200_000));
      await breaksOff(store.append(half, breakingOff(someBytes(900_000, 2))));
      await breaksOff(replica.append(half, breakingOff(someBytes(1_100_000, 3))));
      const upload = await store.append(half, inChunks(bytes.subarray(1_200_000)));
      await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
    },
  ),
  blobStoreCase(
    'longer-failed-try',
    'forgets what a failed append wrote beyond the one that replaces it',
    async ({ store, replica }) => {
      const [bytes, tail] = [someBytes(100_000), someBytes(10, 2)];
      const first = await uploadOf(store, bytes);
      await breaksOff(store.append(first, breakingOff(someBytes(3_000_000, 3))));
      const upload = await replica.append(first, inChunks(tail));
      const content = Buffer.concat([bytes, tail]);
      assert.equal(upload.size, content.byteLength);
      await holds(store, await replica.commit(upload, digestOf(content)), content);
    },
  ),
  blobStoreCase(
    'commit-after-failed-try',
    'commits a state without what a failed append wrote beyond it',
    async ({ store, replica }) => {
      const bytes = someBytes(100_000);
      const upload = await uploadOf(store, bytes);
      await breaksOff(store.append(upload, breakingOff(someBytes(3_000_000, 2))));
      await holds(store, await replica.commit(upload, digestOf(bytes)), bytes);
    },
  ),
  blobStoreCase(
    'empty-after-failed-try',
    'commits an upload as empty when the only append to it failed',
    async ({ store }) => {
      const begun = await store.begin();
      await breaksOff(store.append(begun, breakingOff(someBytes(3_000_000))));
      await holds(store, await store.commit(begun, digestOf(Buffer.alloc(0))), Buffer.alloc(0));
    },
  ),
  blobStoreCase(
    'lost-answer',
    'goes on from an older state when the newer one was lost',
    async ({ store, replica }) => {
      const bytes = someBytes(500_000);
      const first = await uploadOf(store, bytes.subarray(0, 200_000));
      await store.append(first, inChunks(someBytes(300_000, 2)));
      const again = await store.append(first, inChunks(bytes.subarray(200_000, 400_000)));
      const upload = await replica.append(again, inChunks(bytes.subarray(400_000)));
      await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
    },
  ),
  blobStoreCase('aborted-before', 'takes nothing when the signal has fired before', async ({ store }) => {
    const bytes = someBytes(1000);
    const begun = await store.begin();
    const reason = new Error('no longer wanted');
    await assert.rejects(store.append(begun, inChunks(bytes), { signal: AbortSignal.abort(reason) }));
    const upload = await store.append(begun, inChunks(bytes));
    await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
  }),
  blobStoreCase(
    'aborted-during',
    'gives up a source that has stalled when the signal fires, and tells it so',
    async ({ store }) => {
      const bytes = someBytes(1_500_000);
      const begun = await store.begin();
      const controller = new AbortController();
      const { source, stalled, returned } = stalling(bytes.subarray(0, 1_200_000));
      const rejected = assert.rejects(store.append(begun, source, { signal: controller.signal }));
      await stalled;
      controller.abort(new Error('no longer wanted'));
      await rejected;
      await returned;
      const upload = await store.append(begun, inChunks(bytes));
      await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
    },
  ),
];
