import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { type BlobLocation, type BlobStore, createDigester, type Digest } from '@lading/core';
import { blobStoreCase } from './blob-store-case.js';
import { someBytes } from './content.js';
import { MemoryWatch } from './memory-watch.js';

const chunkBytes = 256 * 1024;
const warmUpBytes = 128 * 1024 * 1024;
const contentBytes = 300 * 1024 * 1024;
const allowedBytes = 100 * 1000 * 1000;
/** A reader that stands still this often, this long: time for a store to read on if it does not wait for its reader. */
const pauses = 25;
const pauseMilliseconds = 20;

export const streaming = [
  blobStoreCase(
    'bounded-memory',
    'takes 300 MiB, and gives it to a slow reader, in less than 100 MB of memory',
    async ({ store }) => {
      // The first pass lets the process grow to its usual size.
      const warmUp = await push(store, warmUpBytes, new MemoryWatch());
      await store.delete(warmUp.location);
      const pushing = new MemoryWatch();
      const { location, digest } = await push(store, contentBytes, pushing);
      pushing.requireBelow(allowedBytes, 'pushing');
      const reading = new MemoryWatch();
      assert.equal(await readSlowly(await store.read(location), reading), digest);
      reading.requireBelow(allowedBytes, 'reading');
    },
    { isLarge: true, timeoutMilliseconds: 300_000 },
  ),
];

/** Pushes content that is made as it is asked for, each piece in memory of its own. */
async function push(
  store: BlobStore,
  size: number,
  watch: MemoryWatch,
): Promise<{ location: BlobLocation; digest: Digest }> {
  const pattern = someBytes(chunkBytes);
  const digester = createDigester();
  async function* content() {
    for (let position = 0; position < size; position += chunkBytes) {
      const chunk = Buffer.from(pattern);
      chunk.writeDoubleLE(position);
      digester.update(chunk);
      watch.look();
      yield chunk;
    }
  }
  const upload = await store.append(await store.begin(), content());
  const digest = digester.digest();
  return { location: await store.commit(upload, digest), digest };
}

async function readSlowly(stream: Readable, watch: MemoryWatch): Promise<Digest> {
  const digester = createDigester();
  let count = 0;
  for await (const chunk of stream) {
    digester.update(chunk);
    if (count++ < pauses) await pause(pauseMilliseconds);
    watch.look();
  }
  return digester.digest();
}
