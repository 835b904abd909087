import type { RegistryId } from '@lading/core';
import type { S3BlobStore } from '../src/index.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { keysBelow, startServer, storeAt } from './support/test-storage.js';

const [one, other] = ['one', 'other'] as [RegistryId, RegistryId];

describe('the owner of an S3BlobStore', () => {
  let server: S3Server;
  let store: S3BlobStore;

  beforeEach(async () => {
    server = await startServer();
    store = storeAt(server.endpoint, { prefix: 'a/' });
  });

  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  it('is stored below the prefix, so that another prefix has none', async () => {
    const beside = storeAt(server.endpoint, { prefix: 'b/' });
    await store.setOwner(one);
    expect(await keysBelow(server.endpoint, '')).toEqual(['a/registry-id']);
    expect(await beside.findOwner()).toBeUndefined();
    expect(await beside.setOwner(other)).toBe(other);
    expect(await store.findOwner()).toBe(one);
    await beside.close();
  });

  it('is set once, even if the response is lost', async () => {
    server.faults.at('PutObject', 'lost-answer');
    expect(await store.setOwner(one)).toBe(one);
    expect(await store.setOwner(other)).toBe(one);
  });

  it('is set without conditional writes of S3', async () => {
    const hasty = storeAt(server.endpoint, { prefix: 'a/', maximumAttempts: 1 });
    server.faults.at('PutObject', { answer: 501, code: 'NotImplemented' });
    expect(await hasty.setOwner(one)).toBe(one);
    expect(await store.findOwner()).toBe(one);
    await hasty.close();
  });

  it('is UNAVAILABLE if S3 does not answer', async () => {
    server.faults.always('GetObject', { answer: 403, code: 'AccessDenied' });
    await expect(store.findOwner()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(store.setOwner(one)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    server.faults.clear();
    expect(await store.findOwner()).toBeUndefined();
  });
});
