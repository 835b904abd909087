import { setTimeout as pause } from 'node:timers/promises';
import { inChunks, putBlob, readBlob, uploadOf } from '@lading/conformance/blob-store/content';
import { digestOf } from '@lading/core';
import type { S3BlobStore } from '../src/index.js';
import { large, largeDigest, partSize, small, smallDigest } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { keysBelow, startServer, storeAt } from './support/test-storage.js';

describe('S3BlobStore, with content of several parts', () => {
  let server: S3Server;
  let store: S3BlobStore;
  let replica: S3BlobStore;

  beforeEach(async () => {
    // Short pages, so that every list has several.
    server = await startServer({ pageSize: 2 });
    store = storeAt(server.endpoint, { partSize });
    replica = storeAt(server.endpoint, { partSize });
  });

  afterEach(async () => {
    await store.close();
    await replica.close();
    await server.stop();
  });

  it('writes each part once, where the blob will be, and copies nothing', async () => {
    const location = await putBlob(store, large);
    const parts = ['UploadPart', 'UploadPart', 'UploadPart'];
    const writes = server.faults.operations.filter((name) => /^(?:Create|UploadPart|Complete|Copy)/.test(name)).sort();
    expect(writes).toEqual(['CompleteMultipartUpload', 'CreateMultipartUpload', ...parts]);
    expect((await readBlob(store, location)).equals(large)).toBe(true);
    expect(await keysBelow(server.endpoint, '')).toEqual([location]);
  });

  it('stores content below a part with one PUT, without a multipart upload', async () => {
    const upload = await uploadOf(store, small);
    server.faults.operations.length = 0;
    await store.commit(upload, smallDigest);
    expect(server.faults.operations.filter((name) => name.startsWith('Put'))).toEqual(['PutObject']);
    expect(server.faults.operations).not.toContain('CreateMultipartUpload');
  });

  it('stores such content with the closing append, and checks its size', async () => {
    const upload = await store.append(await store.begin(), inChunks(small), { closing: smallDigest });
    const location = await store.commit(upload, smallDigest);
    expect(server.faults.operations).toEqual(['PutObject', 'HeadObject']);
    expect((await readBlob(store, location)).equals(small)).toBe(true);
  });

  it('writes nothing if the closing append of small content has another digest', async () => {
    const appended = store.append(await store.begin(), inChunks(small), { closing: largeDigest });
    await expect(appended).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(server.faults.operations).toEqual([]);
  });

  it('stores the digest of small content in its metadata', async () => {
    const location = await putBlob(store, small);
    expect(server.stored.objects.get(location)?.headers).toMatchObject({ 'x-amz-meta-digest': smallDigest });
  });

  it('continues in another replica after each append, with only the state', async () => {
    let upload = await store.begin();
    for (let position = 0, step = 0; position < large.byteLength; position += 3_000_000, step++) {
      const chunk = large.subarray(position, position + 3_000_000);
      upload = await (step % 2 === 0 ? store : replica).append(upload, inChunks(chunk));
    }
    const location = await replica.commit(upload, largeDigest);
    expect((await readBlob(store, location)).equals(large)).toBe(true);
    expect(await keysBelow(server.endpoint, '')).toEqual([location]);
  });

  it('stores an append of the preferred length as one part, without sending or reading it again', async () => {
    let upload = await store.begin();
    for (let step = 0; step < 3; step++) {
      server.faults.operations.length = 0;
      upload = await store.append(upload, inChunks(large.subarray(0, store.preferredChunkBytes)));
    }
    expect(server.faults.operations).toEqual(['UploadPart', 'HeadObject']);
  });

  it('keeps no more than two tails of an upload, and a state of a few hundred bytes', async () => {
    let upload = await store.begin();
    for (let step = 0; step < 12; step++) upload = await store.append(upload, inChunks(large.subarray(0, 900_000)));
    const tails = [...server.stored.objects.keys()].filter((key) => key.startsWith('uploads/'));
    expect(tails.length).toBeLessThanOrEqual(3);
    expect(JSON.stringify(upload).length).toBeLessThan(1000);
  });

  it('publishes nothing if the digest is wrong, and accepts the right one afterwards', async () => {
    const upload = await uploadOf(store, large);
    for (const committer of [store, replica]) {
      await expect(committer.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
      expect(await store.stat(store.locate(upload, smallDigest))).toBeUndefined();
    }
    expect(server.faults.operations).not.toContain('CompleteMultipartUpload');
    expect((await readBlob(store, await store.commit(upload, largeDigest))).equals(large)).toBe(true);
  });

  it('verifies a digest with an unannounced algorithm on the stored object', async () => {
    const digest = digestOf(large, 'sha512');
    const location = await replica.commit(await uploadOf(store, large), digest);
    expect((await readBlob(store, location)).equals(large)).toBe(true);
    const wrong = replica.commit(await uploadOf(store, large), digestOf(small, 'sha512'));
    await expect(wrong).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect([...server.stored.objects.keys()].filter((key) => key.startsWith('blobs/'))).toEqual([location]);
  });

  it('computes the announced algorithm while the bytes arrive', async () => {
    const begun = await store.begin({ algorithm: 'sha512' });
    const upload = await store.append(await store.append(begun, inChunks(large)), inChunks(small));
    server.faults.operations.length = 0;
    await replica.commit(upload, digestOf(Buffer.concat([large, small]), 'sha512'));
    expect(server.faults.operations.filter((name) => name === 'GetObject')).toHaveLength(1);
  });

  it('accepts another algorithm with any append before the first part', async () => {
    const half = await store.append(await store.begin(), inChunks(small), { algorithm: 'sha256' });
    const upload = await replica.append(half, inChunks(large), { algorithm: 'sha512' });
    const content = Buffer.concat([small, large]);
    const location = await store.commit(upload, digestOf(content, 'sha512'));
    expect((await readBlob(store, location)).equals(content)).toBe(true);
  });

  it('repeats a commit in any replica, but not with another digest', async () => {
    const upload = await uploadOf(store, large);
    const location = await store.commit(upload, largeDigest);
    expect(await replica.commit(upload, largeDigest)).toBe(location);
    expect(await replica.commit(upload, digestOf(large, 'sha512'))).toBe(location);
    await expect(replica.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    await expect(replica.commit(upload, digestOf(small, 'sha512'))).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect((await readBlob(store, location)).equals(large)).toBe(true);
  });

  it('frees the parts of an interrupted append, and accepts the append again', async () => {
    async function* breakingOff() {
      yield large;
      throw new Error('the connection was lost');
    }
    const begun = await store.begin();
    await expect(store.append(begun, breakingOff())).rejects.toThrow('the connection was lost');
    expect(server.stored.multiparts.size).toBe(0);
    const upload = await store.append(begun, inChunks(large));
    expect(await store.commit(upload, largeDigest)).toBe(store.locate(upload, largeDigest));
  });

  it('rejects the commit if a late request has replaced a part', async () => {
    const upload = await uploadOf(store, large);
    const [multipart] = server.stored.multiparts.values();
    const [part, other] = [multipart?.parts.get(1), multipart?.parts.get(2)];
    if (part !== undefined && other !== undefined) multipart?.parts.set(1, other);
    await expect(store.commit(upload, largeDigest)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    expect(await store.stat(store.locate(upload, largeDigest))).toBeUndefined();
  });

  it('aborts an upload between its parts, in any replica', async () => {
    const upload = await uploadOf(store, large);
    await replica.abort(await replica.begin());
    await replica.abort(upload);
    expect(await keysBelow(server.endpoint, '')).toEqual([]);
    await expect(store.commit(upload, largeDigest)).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    await expect(store.append(upload, inChunks(large))).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
  });

  it('sends the configured number of parts at once, and cancels them when the signal fires', async () => {
    const patient = storeAt(server.endpoint, { partSize, partsAtOnce: 2 });
    server.faults.always('UploadPart', 'silent');
    const controller = new AbortController();
    const content = Buffer.concat([large, large, large]);
    const appended = patient.append(await patient.begin(), inChunks(content), { signal: controller.signal });
    const sent = () => server.faults.operations.filter((name) => name === 'UploadPart').length;
    while (sent() < 2) await pause(10);
    await pause(200);
    expect(sent()).toBe(2);
    controller.abort(new Error('no longer wanted'));
    await expect(appended).rejects.toThrow('no longer wanted');
    expect(server.stored.multiparts.size).toBe(0);
    await patient.close();
  });

  it('sweeps old unfinished uploads, but neither blobs nor newer uploads', async () => {
    const location = await putBlob(store, large);
    await uploadOf(store, large);
    expect(await store.sweep({ olderThan: new Date(Date.now() - 60_000) })).toBe(0);
    expect(await store.sweep({ olderThan: new Date(Date.now() + 60_000) })).toBe(3);
    expect(await keysBelow(server.endpoint, '')).toEqual([location]);
  });
});
