import * as conformance from '../src/index.js';

describe('the public API', () => {
  it('has what runs a case of any kind, and the cases of BlobStore', () => {
    const names = ['blobStoreCases', 'describeBlobStore', 'describeCases', 'runCase', 'testNameOf'];
    expect(Object.keys(conformance)).toEqual(expect.arrayContaining(names));
  });
});
