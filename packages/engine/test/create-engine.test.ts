import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { createEngine } from '../src/index.js';

describe('createEngine', () => {
  it.each([
    [{ hook: [] }, 'createEngine has no option hook; did you mean hooks?'],
    [
      { hooks: [{ checkChanges() {} }] },
      'createEngine: hooks[0]: RegistryHook has no method checkChanges; did you mean',
    ],
    [{ settings: { maximumUpload: 1 } }, 'createEngine: settings has no option maximumUpload; did you mean'],
  ])('refuses %j', (options, message) => {
    const stores = { blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() };
    expect(() => createEngine({ ...stores, ...options } as Parameters<typeof createEngine>[0])).toThrow(message);
  });
});
