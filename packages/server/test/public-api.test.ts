import * as server from '../src/index.js';
import * as testing from '../src/testing/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(server).sort()).toEqual([
      'ACCESS_CONTROL',
      'Asking',
      'BLOB_STORE',
      'BackgroundTasks',
      'BasicAuthenticator',
      'BearerAuthenticator',
      'METADATA_STORE',
      'REGISTRY_ENGINE',
      'REGISTRY_OPTIONS',
      'RegistryAdapter',
      'RegistryModule',
      'RequiresCatalog',
      'RequiresLogin',
      'RequiresNothing',
      'RequiresRepository',
      'TokenServiceModule',
      'accessControlOf',
      'connectionSettings',
      'createRegistryAdapter',
      'registrySettings',
    ]);
    expect(Object.keys(testing)).toEqual(['startRegistry']);
  });
});
