import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { large } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { bucket, credentials, keysBelow, startServer, storeAt } from './support/test-storage.js';

/** Checks that the S3 server of the tests is as strict as S3. */
describe('the S3 server of the tests', () => {
  let server: S3Server;
  let client: S3Client;

  beforeEach(async () => {
    server = await startServer();
    const { endpoint } = server;
    client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  it('accepts a stream with a checksum in its trailer, and stores it without the frames', async () => {
    const Body = Readable.from([large.subarray(0, 700_000), large.subarray(700_000)]);
    const request = { Bucket: bucket, Key: 'streamed', Body, ContentLength: large.byteLength };
    await client.send(new PutObjectCommand({ ...request, ChecksumAlgorithm: 'CRC32' }));
    expect(server.stored.objects.get('streamed')).toMatchObject({ size: large.byteLength });
    expect(server.stored.objects.get('streamed')?.pieces[0]?.crc32).toBeDefined();
  });

  it('refuses content with another checksum', async () => {
    const request = { Bucket: bucket, Key: 'wrong', Body: 'content', ChecksumCRC32: 'AAAAAA==' };
    await expect(client.send(new PutObjectCommand(request))).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await keysBelow(server.endpoint, '')).toEqual([]);
  });

  it('refuses requests that are signed with a wrong key or for another bucket', async () => {
    const wrong = storeAt(server.endpoint, { credentials: { ...credentials, secretAccessKey: 'wrong' } });
    await expect(wrong.check()).rejects.toMatchObject({ cause: { name: 'SignatureDoesNotMatch' } });
    const elsewhere = storeAt(server.endpoint, { bucket: 'another' });
    await expect(elsewhere.check()).rejects.toMatchObject({ cause: { name: 'NoSuchBucket' } });
    expect((await fetch(`${server.endpoint}/${bucket}/key`)).status).toBe(403);
  });
});
