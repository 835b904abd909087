import * as storage from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(storage).sort()).toEqual([
      'FilesystemBlobStore',
      'MemoryAccessStore',
      'MemoryBlobStore',
      'MemoryMetadataStore',
    ]);
  });
});
