import * as storageS3 from '../src/index.js';

describe('the public API', () => {
  it('is these names and no other', () => {
    expect(Object.keys(storageS3)).toEqual(['S3BlobStore', 'S3Folder']);
  });
});
