import * as metadata from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(metadata).sort()).toEqual([
      'PostgresAccessStore',
      'PostgresMetadataStore',
      'createRegistryDataSource',
      'migrateRegistry',
      'registryMigrations',
    ]);
  });
});
