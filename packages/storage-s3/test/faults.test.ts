import { inChunks, putBlob, readBlob, uploadOf } from '@lading/conformance/blob-store/content';
import { isRegistryError } from '@lading/core';
import type { S3BlobStore } from '../src/index.js';
import { large, largeDigest, partSize, small, smallDigest } from './support/content.js';
import type { Fault } from './support/s3-server/faults.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { keysBelow, storeAt, withStore } from './support/test-storage.js';

const slowDown: Fault = { answer: 503, code: 'SlowDown' };
const internalError: Fault = { answer: 500, code: 'InternalError' };

describe('S3BlobStore, when S3 fails', () => {
  let server: S3Server;
  let store: S3BlobStore;

  withStore({ partSize }, (started) => {
    ({ server, store } = started);
  });

  async function pushLarge(): Promise<void> {
    const location = await putBlob(store, large);
    expect((await readBlob(store, location)).equals(large)).toBe(true);
    expect(await keysBelow(server.endpoint, '')).toEqual([location]);
  }

  const passing: [string, string, Fault][] = [
    ['a part is answered with 503 SlowDown', 'UploadPart', slowDown],
    ['a part is answered with 500', 'UploadPart', internalError],
    ['the connection breaks under a part', 'UploadPart', 'reset'],
    ['a part arrives and its answer does not', 'UploadPart', 'lost-answer'],
    ['the beginning is answered with 503 SlowDown', 'CreateMultipartUpload', slowDown],
    ['the completion is answered with 500', 'CompleteMultipartUpload', internalError],
    ['the completion is answered with 200 and an error', 'CompleteMultipartUpload', 'error-in-200'],
    ['the completion succeeds and its answer is lost', 'CompleteMultipartUpload', 'lost-answer'],
    ['the list of parts is answered with 503 SlowDown', 'ListParts', slowDown],
    ['the rest is not stored at first', 'PutObject', internalError],
    ['the size can not be asked for at first', 'HeadObject', slowDown],
    ['the rest is cut while it is read back', 'GetObject', 'cut-body'],
    ['the connection breaks when the rest is deleted', 'DeleteObject', 'reset'],
  ];
  it.each(passing)('pushes whole content though %s', async (_, operation, fault) => {
    server.faults.at(operation, fault);
    await pushLarge();
  });

  it.each([slowDown, internalError, 'reset', 'lost-answer'] as Fault[])(
    'pushes whole content though every third request fails: %j',
    async (fault) => {
      server.faults.at('*', fault, ...Array.from({ length: 20 }, (_, index) => 3 * index + 2));
      await pushLarge();
    },
  );

  it.each([
    ['SlowDown', slowDown, 'the storage has too much to do'],
    ['500', internalError, 'the storage cannot be used now'],
    ['a broken connection', 'reset', 'the storage cannot be used now'],
    ['expired credentials', { answer: 400, code: 'ExpiredToken' }, 'the storage cannot be used now'],
    ['denied access', { answer: 403, code: 'AccessDenied' }, 'the storage cannot be used now'],
    ['a bucket that is gone', { answer: 404, code: 'NoSuchBucket' }, 'the storage cannot be used now'],
  ] as [string, Fault, string][])('is not available after it has met %s often enough', async (_, fault, message) => {
    const impatient = storeAt(server.endpoint, { partSize, maximumAttempts: 2 });
    const location = await putBlob(store, small);
    const upload = await uploadOf(store, small);
    server.faults.always('*', fault);
    const asked = [
      impatient.check(),
      impatient.read(location),
      impatient.delete(location),
      impatient.commit(upload, smallDigest),
      impatient.append(upload, inChunks(small)),
      impatient.abort(upload),
      impatient.list()[Symbol.asyncIterator]().next(),
    ];
    for (const outcome of await Promise.allSettled(asked))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE', message } });
    server.faults.clear();
    expect(await impatient.commit(upload, smallDigest)).toBe(store.locate(upload, smallDigest));
    await impatient.close();
  });

  it('is unavailable if no server listens, or if the server does not answer', async () => {
    const silent = storeAt(server.endpoint, { maximumAttempts: 1, timeouts: { idleMilliseconds: 100 } });
    server.faults.always('*', 'silent');
    await expect(silent.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const nobody = storeAt('http://127.0.0.1:1', { maximumAttempts: 2 });
    await expect(nobody.check()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await Promise.all([silent.close(), nobody.close()]);
  });

  it('reports a wrong key as an unavailable storage, without details in the message', async () => {
    const stranger = storeAt(server.endpoint, { credentials: { accessKeyId: 'ladingtest', secretAccessKey: 'wrong' } });
    const error: unknown = await stranger.check().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', cause: { name: 'SignatureDoesNotMatch' } });
    expect(isRegistryError(error) && JSON.stringify(error.entries)).not.toContain('Signature');
    await stranger.close();
  });

  it('detects content that is stored twice, before the commit resolves', async () => {
    const upload = await uploadOf(store, small);
    server.faults.at('PutObject', 'doubled');
    await expect(store.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await store.stat(store.locate(upload, smallDigest))).toBeUndefined();
    expect(await store.commit(upload, smallDigest)).toBe(store.locate(upload, smallDigest));
  });

  it('also detects it for content that is written to its final key, and accepts the append again', async () => {
    const begun = await store.begin();
    server.faults.at('PutObject', 'doubled');
    const upload = await store.append(begun, inChunks(small), { closing: smallDigest });
    await expect(store.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await store.stat(store.locate(begun, smallDigest))).toBeUndefined();
    const again = await store.append(begun, inChunks(small), { closing: smallDigest });
    expect(await store.commit(again, smallDigest)).toBe(store.locate(begun, smallDigest));
  });

  it('notices that a part is stored twice over, before it is completed', async () => {
    server.faults.at('UploadPart', 'doubled');
    const upload = await uploadOf(store, large);
    const lost = { code: 'BLOB_UPLOAD_UNKNOWN', reason: 'content-lost', cause: { code: 'UNAVAILABLE' } };
    await expect(store.commit(upload, largeDigest)).rejects.toMatchObject(lost);
    expect(await store.stat(store.locate(upload, largeDigest))).toBeUndefined();
  });

  it.each(['doubled', 'flipped'] as Fault[])('notices that the rest of an append comes back %s', async (fault) => {
    const begun = await store.begin();
    // The first PUT is the mark of the open upload.
    server.faults.at('PutObject', fault, 2);
    const upload = await store.append(begun, inChunks(small));
    await expect(store.commit(upload, smallDigest)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(store.append(upload, inChunks(small))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await store.stat(store.locate(upload, smallDigest))).toBeUndefined();
  });

  it('aborts the multipart upload of an append that S3 refuses', async () => {
    const impatient = storeAt(server.endpoint, { partSize, maximumAttempts: 1 });
    const begun = await impatient.begin();
    server.faults.at('UploadPart', slowDown, 2);
    await expect(impatient.append(begun, inChunks(large))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.stored.multiparts.size).toBe(0);
    const upload = await impatient.append(begun, inChunks(large));
    expect(await impatient.commit(upload, largeDigest)).toBe(impatient.locate(upload, largeDigest));
    await impatient.close();
  });

  it('commits again if the response to the first commit was lost', async () => {
    const impatient = storeAt(server.endpoint, { partSize, maximumAttempts: 1 });
    const upload = await uploadOf(impatient, large);
    server.faults.at('CompleteMultipartUpload', 'lost-answer');
    await expect(impatient.commit(upload, largeDigest)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await impatient.commit(upload, largeDigest)).toBe(impatient.locate(upload, largeDigest));
    await impatient.close();
  });
});
