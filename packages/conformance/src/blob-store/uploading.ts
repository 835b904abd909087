import assert from 'node:assert/strict';
import { type DigestAlgorithm, digestOf } from '@lading/core';
import { holds, holdsNothing } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { afterMetadata, inChunks, putBlob, someBytes, uploadOf } from './content.js';

const oddSizes = [1, 2, 4095, 65_537, 1_048_575, 1_048_577, 2_097_152, 10_485_763];
const hints: readonly (DigestAlgorithm | undefined)[] = [undefined, 'sha256', 'sha512'];

export const uploading = [
  blobStoreCase(
    'empty-blob',
    'stores the empty blob, with and without an append',
    async ({ store }) => {
      const nothing = Buffer.alloc(0);
      await holds(store, await store.commit(await store.begin(), digestOf(nothing)), nothing);
      await holds(store, await putBlob(store, nothing), nothing);
    },
    { requirements: ['HEAD-03'] },
  ),
  blobStoreCase(
    'round-trip',
    'gives back what was pushed, from one byte to more than 10 MiB',
    async ({ store }) => {
      for (const size of oddSizes) {
        const bytes = someBytes(size, size);
        await holds(store, await putBlob(store, bytes), bytes);
      }
    },
    { requirements: ['PULL-15', 'DIG-02'] },
  ),
  blobStoreCase(
    'chunk-sizes',
    'takes the same content in pieces of any size',
    async ({ store }) => {
      const bytes = someBytes(300_001);
      for (const chunkBytes of [7, 1000, 65_536, 300_001]) {
        const upload = await store.append(await store.begin(), inChunks(bytes, chunkBytes));
        await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
      }
    },
    { requirements: ['CHNK-20'] },
  ),
  blobStoreCase('empty-pieces', 'takes no notice of pieces without bytes', async ({ store }) => {
    const bytes = someBytes(10);
    async function* pieces() {
      yield Buffer.alloc(0);
      yield bytes;
      yield Buffer.alloc(0);
    }
    const upload = await store.append(await store.begin(), pieces());
    assert.equal(upload.size, 10);
    await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
  }),
  blobStoreCase(
    'algorithms',
    'verifies sha256 and sha512, whatever algorithm was announced',
    async ({ store }) => {
      const bytes = someBytes(100_000);
      for (const atBegin of hints)
        for (const atAppend of hints)
          for (const algorithm of ['sha256', 'sha512'] as const) {
            const begun = await store.begin(atBegin && { algorithm: atBegin });
            const upload = await store.append(begun, inChunks(bytes), atAppend && { algorithm: atAppend });
            await holds(store, await store.commit(afterMetadata(upload), digestOf(bytes, algorithm)), bytes);
          }
    },
    { requirements: ['DIG-02', 'DIG-03', 'CHNK-02', 'CHNK-03'] },
  ),
  blobStoreCase(
    'many-steps',
    'adds each append after the one before',
    async ({ store }) => {
      const bytes = someBytes(3_000_000);
      let upload = await store.begin();
      for (let size = 0; size < bytes.byteLength; size += 300_000) {
        assert.equal(upload.size, size);
        upload = afterMetadata(await store.append(upload, inChunks(bytes.subarray(size, size + 300_000))));
      }
      await holds(store, await store.commit(upload, digestOf(bytes)), bytes);
    },
    { requirements: ['CHNK-12', 'CHNK-16'] },
  ),
  blobStoreCase(
    'other-replica',
    'goes on with an upload that another instance began, and back',
    async ({ store, replica }) => {
      const bytes = someBytes(2_500_000);
      let upload = afterMetadata(await store.begin({ algorithm: 'sha512' }));
      for (const [step, size] of [0, 500_000, 1_000_000, 1_500_000, 2_000_000].entries()) {
        const writer = step % 2 === 0 ? store : replica;
        upload = afterMetadata(await writer.append(upload, inChunks(bytes.subarray(size, size + 500_000))));
      }
      const location = await replica.commit(upload, digestOf(bytes, 'sha512'));
      await holds(store, location, bytes);
      await holds(replica, location, bytes);
    },
  ),
  blobStoreCase('states-are-values', 'leaves the states that it was given as they were', async ({ store }) => {
    const begun = deepFreeze(await store.begin());
    const upload = deepFreeze(await store.append(begun, inChunks(someBytes(10))));
    assert.equal(begun.size, 0);
    assert.deepEqual(afterMetadata(upload), upload, 'a state is plain JSON');
    await store.commit(upload, digestOf(someBytes(10)));
  }),
  blobStoreCase(
    'nothing-before-commit',
    'shows nothing of an upload before it is committed',
    async ({ store, replica }) => {
      const bytes = someBytes(200_000);
      const upload = await uploadOf(store, bytes);
      await holdsNothing(store, store.locate(upload, digestOf(bytes)));
      await holdsNothing(replica, store.locate(upload, digestOf(bytes)));
    },
    { requirements: ['PULL-20'] },
  ),
];

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
