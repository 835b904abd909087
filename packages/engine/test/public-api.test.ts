import * as engine from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(engine).sort()).toEqual([
      'BlobInspector',
      'StoreIdentity',
      'StoreMismatchError',
      'TaskRunner',
      'checkBlobStore',
      'checkHook',
      'checkMetadataStore',
      'checkTasks',
      'createEngine',
      'engineSettings',
      'networkOf',
      'parseKnownReference',
      'silentLog',
      'withHint',
      'withoutMapping',
    ]);
  });
});
