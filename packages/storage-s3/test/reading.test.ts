import { setTimeout as pause } from 'node:timers/promises';
import { putBlob, readBlob } from '@lading/conformance/blob-store/content';
import type { S3BlobStore } from '../src/index.js';
import { large, partSize, small } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { storeAt, withStore } from './support/test-storage.js';

describe('a read of S3BlobStore', () => {
  let server: S3Server;
  let store: S3BlobStore;

  withStore({ partSize }, (started) => {
    ({ server, store } = started);
  });

  it('continues where a connection broke, and requests only the missing bytes', async () => {
    const location = await putBlob(store, large);
    server.faults.at('GetObject', 'cut-body', 1, 2, 3);
    server.faults.operations.length = 0;
    expect((await readBlob(store, location)).equals(large)).toBe(true);
    expect(server.faults.operations).toEqual(Array(4).fill('GetObject'));
  });

  it('continues a range where a connection broke', async () => {
    const location = await putBlob(store, large);
    server.faults.at('GetObject', 'cut-body');
    const stream = await store.read(location, { range: { first: 1_000_001, last: 9_000_000 } });
    expect(Buffer.concat(await stream.toArray()).equals(large.subarray(1_000_001, 9_000_001))).toBe(true);
  });

  it('continues after a pause of the reader that is longer than the timeout of a connection', async () => {
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

  it('fails if connections break again and again', async () => {
    const location = await putBlob(store, large);
    server.faults.always('GetObject', 'reset');
    server.faults.at('GetObject', 'cut-body');
    await expect(readBlob(store, location)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('fails if the blob was deleted while its connection was broken', async () => {
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

  it('uses one connection for successive readers, and closes the connections of interrupted reads', async () => {
    const location = await putBlob(store, large);
    await store.close();
    const fresh = storeAt(server.endpoint, { partSize });
    for (let count = 0; count < 10; count++) await readBlob(fresh, location);
    expect(await server.connections()).toBe(1);
    for (let count = 0; count < 10; count++) {
      const stream = await fresh.read(location);
      await new Promise((resolve) => stream.once('close', resolve).destroy());
    }
    // The server notices the end of a connection later. The time limit of the test ends this loop.
    while ((await server.connections()) > 1) await pause(10);
    await fresh.close();
  });
});
