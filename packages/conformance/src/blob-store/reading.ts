import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { type BlobLocation, type BlobStore, type ByteRange, digestOf } from '@lading/core';
import { holdsNothing, rejectsWith } from './assertions.js';
import { blobStoreCase } from './blob-store-case.js';
import { drain, putBlob, readBlob, someBytes, uploadOf } from './content.js';

const size = 3_500_000;
const bytes = someBytes(size);
const ranges: readonly ByteRange[] = [
  { first: 0, last: 0 },
  { first: size - 1, last: size - 1 },
  { first: 0, last: size - 1 },
  { first: 1, last: 65_536 },
  { first: 1_048_575, last: 1_048_576 },
  { first: 999_999, last: 3_400_001 },
];

export const reading = [
  blobStoreCase(
    'ranges',
    'reads any part of a blob, and no byte more',
    async ({ store, replica }) => {
      const location = await putBlob(store, bytes);
      for (const reader of [store, replica])
        for (const range of ranges) {
          const part = await readBlob(reader, location, { range });
          assert.ok(part.equals(bytes.subarray(range.first, range.last + 1)), `bytes ${range.first} to ${range.last}`);
        }
    },
    { requirements: ['PULL-21'] },
  ),
  blobStoreCase('parallel-readers', 'serves many readers of one blob at once', async ({ store }) => {
    const location = await putBlob(store, bytes);
    const reads = Array.from({ length: 20 }, (_, index) => {
      const range = ranges[index % ranges.length] as ByteRange;
      return readBlob(store, location, { range }).then((part) =>
        assert.ok(part.equals(bytes.subarray(range.first, range.last + 1))),
      );
    });
    await Promise.all(reads);
  }),
  blobStoreCase(
    'unknown-location',
    'tells before the first byte that nothing is at a location',
    async ({ store }) => {
      const unknown = store.locate(await store.begin(), digestOf(bytes));
      await holdsNothing(store, unknown);
      await rejectsWith('BLOB_UNKNOWN', store.read(unknown, { range: { first: 0, last: 0 } }));
    },
    { requirements: ['PULL-20'] },
  ),
  blobStoreCase('foreign-location', 'finds nothing at a location that is not one of its own', async ({ store }) => {
    for (const foreign of ['', '/', '..', '../../../../etc/passwd', '/etc/passwd', 'blobs/../blobs', 'a\0b']) {
      const location = foreign as BlobLocation;
      assert.equal(await store.stat(location), undefined);
      await rejectsWith('BLOB_UNKNOWN', store.read(location));
      await store.delete(location);
    }
  }),
  blobStoreCase('aborted-read', 'does not begin to read when the signal has fired', async ({ store }) => {
    const location = await putBlob(store, bytes);
    await assert.rejects(async () => drain(await store.read(location, { signal: AbortSignal.abort() })));
  }),
  blobStoreCase(
    'aborted-reading',
    'ends a read with an error when the signal fires in the middle',
    async ({ store }) => {
      const location = await putBlob(store, bytes);
      await assert.rejects(breakOff(store, location));
    },
  ),
  blobStoreCase('freed-reads', 'frees what reads hold that are broken off or never begun', async ({ store }) => {
    const location = await putBlob(store, bytes);
    const before = await openFiles();
    for (let count = 0; count < 100; count++) {
      await assert.rejects(breakOff(store, location));
      const unread = await store.read(location);
      await new Promise((resolve) => unread.once('close', resolve).destroy());
    }
    const more = (await openFiles()) - before;
    assert.ok(more < 50, `${more} more files are open than before 200 reads that were broken off`);
  }),
  blobStoreCase('upload-is-no-blob', 'does not read an upload that is not committed', async ({ store }) => {
    await uploadOf(store, bytes);
    for await (const { location } of store.list()) assert.fail(`${location} is listed`);
  }),
];

/** Reads until the first bytes are there, and then fires the signal. */
async function breakOff(store: BlobStore, location: BlobLocation): Promise<void> {
  const controller = new AbortController();
  for await (const _ of await store.read(location, { signal: controller.signal })) controller.abort();
}

/** How many files and connections this process has open; none where the system does not tell. */
async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd').catch(() => [])).length;
}
