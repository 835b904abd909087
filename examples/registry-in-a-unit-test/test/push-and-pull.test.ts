import { digestOf } from '@lading/core';
import { type RunningRegistry, startRegistry } from '@lading/server/testing';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';

describe('code that talks to a registry', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() });
  });
  afterAll(() => registry.stop());

  it('pulls what it pushed', async () => {
    const content = Buffer.from('a layer');
    const blobs = new URL('/v2/team/app/blobs/', registry.url);

    const pushed = await fetch(new URL(`uploads/?digest=${digestOf(content)}`, blobs), {
      method: 'POST',
      body: content,
    });
    expect(pushed.status).toBe(201);

    const pulled = await fetch(new URL(`/v2/team/app/blobs/${digestOf(content)}`, registry.url));
    expect(await pulled.text()).toBe('a layer');
  });
});
