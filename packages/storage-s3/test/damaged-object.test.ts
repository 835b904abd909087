import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { putBlob, readBlob } from '@lading/conformance/blob-store/content';
import type { BlobLocation } from '@lading/core';
import type { S3BlobStore } from '../src/index.js';
import { large, partSize, small } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { bucket, credentials, withStore } from './support/test-storage.js';

type Change = (client: S3Client, object: { Bucket: string; Key: string }, bytes: Buffer) => Promise<unknown>;

const putting =
  (change: (bytes: Buffer) => Buffer): Change =>
  (client, object, bytes) =>
    client.send(new PutObjectCommand({ ...object, Body: change(bytes) }));

/** Ways to damage an object in the bucket. */
const changes: readonly [string, Change][] = [
  ['is missing', (client, object) => client.send(new DeleteObjectCommand(object))],
  ['is empty', putting(() => Buffer.alloc(0))],
  ['is too short', putting((bytes) => bytes.subarray(1))],
  ['is too long', putting((bytes) => Buffer.concat([bytes, bytes]))],
];

describe.each(changes)('S3BlobStore, whose object %s', (_, change) => {
  let server: S3Server;
  let store: S3BlobStore;

  withStore({ partSize }, (started) => {
    ({ server, store } = started);
  });

  async function changed(bytes: Buffer): Promise<BlobLocation> {
    const location = await putBlob(store, bytes);
    const client = new S3Client({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
    });
    await change(client, { Bucket: bucket, Key: location }, bytes);
    client.destroy();
    return location;
  }

  it('is reported before the first byte to a caller that gives the size, and by stat', async () => {
    for (const bytes of [small, large]) {
      const size = bytes.byteLength;
      const location = await changed(bytes);
      for (const range of [{}, { range: { first: 0, last: 9 } }, { range: { first: size - 10, last: size - 1 } }])
        await expect(store.read(location, { ...range, size })).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
      expect((await store.stat(location))?.size).not.toBe(size);
      const repaired = await putBlob(store, bytes);
      expect((await readBlob(store, repaired, { size })).equals(bytes)).toBe(true);
    }
  });
});
