import { setTimeout as pause } from 'node:timers/promises';
import { putBlob, readBlob } from '@lading/conformance/blob-store/content';
import type { S3BlobStore } from '../src/index.js';
import { large, partSize, small } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { startServer, storeAt } from './support/test-storage.js';

describe('S3BlobStore, read', () => {
  let server: S3Server;
  let store: S3BlobStore;

  beforeEach(async () => {
    server = await startServer();
    store = storeAt(server.endpoint, { partSize });
  });

  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  it('goes on where a connection broke, and asks only for what is missing', async () => {
    const location = await putBlob(store, large);
    server.faults.at('GetObject', 'cut-body', 1, 2, 3);
    server.faults.operations.length = 0;
    expect((await readBlob(store, location)).equals(large)).toBe(true);
    expect(server.faults.operations).toEqual(Array(4).fill('GetObject'));
  });

  it('goes on within a range where a connection broke', async () => {
    const location = await putBlob(store, large);
    server.faults.at('GetObject', 'cut-body');
    const stream = await store.read(location, { range: { first: 1_000_001, last: 9_000_000 } });
    expect(Buffer.concat(await stream.toArray()).equals(large.subarray(1_000_001, 9_000_001))).toBe(true);
  });

  it('outlives a reader that stands still longer than a connection may', async () => {
    const hasty = storeAt(server.endpoint, { timeouts: { idleMilliseconds: 1000 } });
    const location = await putBlob(store, large);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await hasty.read(location)) {
      if (chunks.length === 0) await pause(2000);
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).equals(large)).toBe(true);
    await hasty.close();
  });

  it('ends with an error when connections break again and again', async () => {
    const location = await putBlob(store, large);
    server.faults.always('GetObject', 'reset');
    server.faults.at('GetObject', 'cut-body');
    await expect(readBlob(store, location)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('ends with an error when the blob was deleted while its connection was broken', async () => {
    const location = await putBlob(store, large);
    server.faults.at('GetObject', 'cut-body');
    const stream = await store.read(location);
    await store.delete(location);
    await expect(stream.toArray()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it('refuses a range that does not lie within the blob', async () => {
    const location = await putBlob(store, small);
    for (const range of [
      { first: 0, last: small.byteLength },
      { first: small.byteLength, last: small.byteLength },
    ])
      await expect(store.read(location, { range })).rejects.toThrow(RangeError);
  });

  it('uses one connection for one reader after another, and frees those that were broken off', async () => {
    const location = await putBlob(store, large);
    await store.close();
    const fresh = storeAt(server.endpoint, { partSize });
    for (let count = 0; count < 10; count++) await readBlob(fresh, location);
    expect(await server.connections()).toBe(1);
    for (let count = 0; count < 10; count++) {
      const stream = await fresh.read(location);
      await new Promise((resolve) => stream.once('close', resolve).destroy());
    }
    // The server hears of a connection's end in a later turn; the test's own time limit is the end of it.
    while ((await server.connections()) > 1) await pause(10);
    await fresh.close();
  });
});
