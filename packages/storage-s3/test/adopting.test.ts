import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { inChunks, putBlob, readBlob } from '@lading/conformance/blob-store/content';
import { S3Folder } from '../src/index.js';
import { small, smallDigest } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { bucket, credentials, keysBelow, startServer, storeAt } from './support/test-storage.js';

const key = 'somebody/else/data';

describe('an adopted object', () => {
  let server: S3Server;
  let store: ReturnType<typeof storeAt>;

  beforeEach(async () => {
    server = await startServer({ pageSize: 2 });
    store = storeAt(server.endpoint, { prefix: 'ours/' });
    await put(key, small);
  });

  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  async function put(Key: string, Body: Uint8Array): Promise<void> {
    const client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    client.destroy();
  }

  async function adopt() {
    const upload = await store.adopt(key);
    if (upload === undefined) throw new Error('there is no such object');
    return upload;
  }

  it('becomes a blob at its own key, in any process, and nothing is written', async () => {
    server.faults.operations.length = 0;
    const upload = await adopt();
    const foretold = store.locate(upload, smallDigest);
    const location = await store.commit(JSON.parse(JSON.stringify(upload)), smallDigest);
    expect(location).toBe(foretold);
    expect(new Set(server.faults.operations)).toEqual(new Set(['HeadObject', 'GetObject']));
    const replica = storeAt(server.endpoint, { prefix: 'ours/' });
    expect(await replica.stat(location)).toEqual({ size: small.byteLength });
    expect((await readBlob(replica, location)).equals(small)).toBe(true);
    const url = await replica.directUrl(location, { expiresInSeconds: 60 });
    expect(Buffer.from(await (await fetch(url ?? '')).arrayBuffer()).equals(small)).toBe(true);
    await replica.close();
  });

  it('has a new location each time that it is adopted', async () => {
    const [one, other] = [await adopt(), await adopt()];
    expect(await store.commit(one, smallDigest)).not.toBe(await store.commit(other, smallDigest));
  });

  it('stays when its blob is deleted or its upload is aborted', async () => {
    const upload = await adopt();
    await store.delete(await store.commit(upload, smallDigest));
    await store.abort(upload);
    expect(await keysBelow(server.endpoint, '')).toEqual([key]);
  });

  it('is refused if it has another digest, or if its size has changed', async () => {
    const upload = await adopt();
    await put(key, Buffer.from(small).fill(0));
    await expect(store.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    await put(key, small.subarray(1));
    await expect(store.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
  });

  it('accepts no further bytes', async () => {
    await expect(store.append(await adopt(), inChunks(small))).rejects.toThrow(RangeError);
  });

  it('is undefined if the object does not exist', async () => {
    expect(await store.adopt('somebody/else')).toBeUndefined();
  });

  it('is listed by S3Folder, over several pages', async () => {
    for (const name of ['one', 'two/a', 'two/b', 'three', 'four/c']) await put(`root/folder/${name}`, small);
    const folder = new S3Folder({ endpoint: server.endpoint, bucket, credentials, pathStyle: true, prefix: 'root/' });
    const entries: string[] = [];
    for await (const { name, isFolder } of folder.entries('folder')) entries.push(`${name}${isFolder ? '/' : ''}`);
    expect(entries.sort()).toEqual(['four/', 'one', 'three', 'two/']);
    for await (const { name } of folder.entries('nowhere')) throw new Error(name);
    expect([await folder.size('folder/two/a'), await folder.size('folder/two')]).toEqual([small.byteLength, undefined]);
    expect(Buffer.concat(await (await folder.read('folder/one')).toArray()).equals(small)).toBe(true);
    await expect(folder.read('folder/zero')).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    folder.close();
  });

  it('is not listed as a blob of the store', async () => {
    await store.commit(await adopt(), smallDigest);
    const own = await putBlob(store, small);
    for await (const { location } of store.list()) expect(location).toBe(own);
  });
});
