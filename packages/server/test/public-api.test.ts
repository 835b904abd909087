import * as server from '../src/index.js';
import * as testing from '../src/testing/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(server).sort()).toEqual([
      'ACCESS_CONTROLLER',
      'BLOB_STORE',
      'BlobInspector',
      'METADATA_STORE',
      'MaintenanceService',
      'REGISTRY_OPTIONS',
      'RegistryAdapter',
      'RegistryModule',
      'RequiresCatalog',
      'RequiresLogin',
      'StoreIdentity',
      'StoreMismatchError',
      'createRegistryAdapter',
      'defaultOptions',
    ]);
    expect(Object.keys(testing)).toEqual(['startRegistry']);
  });
});
