import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { type BlobContent, type BlobLocation, type BlobStore, type ByteRange, digestOf } from '@lading/core';
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
  blobStoreCase(
    'reading-into-memory',
    'reads into memory of the caller just what it reads as a stream, where it offers that',
    async ({ store, replica }) => {
      const location = await putBlob(store, bytes);
      for (const reader of [store, replica])
        for (const memoryBytes of [10_007, 1_048_576, 2 * size])
          for (const range of ranges) {
            const part = await readThrough(memoryBytes, await reader.read(location, { range }));
            assert.ok(
              part.equals(bytes.subarray(range.first, range.last + 1)),
              `bytes ${range.first} to ${range.last}`,
            );
          }
    },
  ),
  blobStoreCase(
    'aborted-reading-into-memory',
    'reads nothing more into memory of the caller when the signal has fired or the stream is destroyed',
    async ({ store }) => {
      const location = await putBlob(store, bytes);
      for (const end of [(controller: AbortController) => controller.abort(), destroyContent]) {
        const controller = new AbortController();
        const content = await store.read(location, { signal: controller.signal });
        content.on('error', () => {});
        const first = await readThrough(1000, content, 1);
        assert.ok(first.equals(bytes.subarray(0, first.byteLength)));
        end(controller, content);
        await assert.rejects(readThrough(1000, content, 1));
      }
    },
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
  blobStoreCase(
    'other-size',
    'refuses a blob of another size than the caller expects, before the first byte',
    async ({ store, replica }) => {
      const [location, empty] = [await putBlob(store, bytes), await putBlob(store, Buffer.alloc(0))];
      for (const reader of [store, replica]) {
        for (const range of [undefined, { first: 0, last: 0 }, { first: 1000, last: size - 2 }]) {
          const part = range === undefined ? {} : { range };
          for (const other of [size - 1, size + 1, 2 * size])
            await rejectsWith('BLOB_UNKNOWN', reader.read(location, { ...part, size: other }));
          const { first, last } = range ?? { first: 0, last: size - 1 };
          const read = await readBlob(reader, location, { ...part, size });
          assert.ok(read.equals(bytes.subarray(first, last + 1)));
        }
        const beyond = { range: { first: size, last: size + 9 }, size: size + 10 };
        await rejectsWith('BLOB_UNKNOWN', reader.read(location, beyond));
        await rejectsWith('BLOB_UNKNOWN', reader.read(empty, { size: 1 }));
        await rejectsWith('BLOB_UNKNOWN', reader.read(empty, { size: 1, range: { first: 0, last: 0 } }));
        await rejectsWith('BLOB_UNKNOWN', reader.read(location, { size: 0 }));
        assert.equal((await readBlob(reader, empty, { size: 0 })).byteLength, 0);
      }
    },
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
      const readInto = await store.read(location);
      await readThrough(1000, readInto, 1);
      await new Promise((resolve) => readInto.once('close', resolve).destroy());
    }
    const more = (await openFiles()) - before;
    assert.ok(more < 50, `${more} more files are open than before 300 reads that were broken off`);
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

function destroyContent(_: AbortController, content: BlobContent): void {
  content.destroy();
}

/**
 * Reads through one piece of memory, which is the caller's and used again, as many pieces as are wanted; or as a stream, of
 * a store that does not offer that.
 */
async function readThrough(
  memoryBytes: number,
  content: BlobContent,
  pieces = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const memory = Buffer.alloc(memoryBytes);
  const read: Uint8Array[] = [];
  if (content.readInto === undefined) {
    for await (const piece of content.iterator({ destroyOnReturn: false })) if (read.push(piece) >= pieces) break;
    return Buffer.concat(read);
  }
  while (read.length < pieces) {
    const size = await content.readInto(memory);
    assert.ok(size >= 0 && size <= memoryBytes, `${size} bytes in memory of ${memoryBytes}`);
    if (size === 0) break;
    read.push(Buffer.from(memory.subarray(0, size)));
  }
  if (pieces === Number.POSITIVE_INFINITY) content.destroy();
  return Buffer.concat(read);
}

/** How many files and connections this process has open; none where the system does not tell. */
async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd').catch(() => [])).length;
}
