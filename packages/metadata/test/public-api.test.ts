import * as metadata from '../src/index.js';

describe('the public API', () => {
  it('is these names and no others', () => {
    expect(Object.keys(metadata).sort()).toEqual([
      'BlobEntity',
      'IdentityEntity',
      'ManifestEntity',
      'ManifestReferenceEntity',
      'PostgresMetadataStore',
      'RepositoryBlobEntity',
      'RepositoryEntity',
      'StoredObjectEntity',
      'TagEntity',
      'TurnEntity',
      'UploadSessionEntity',
      'createRegistryDataSource',
      'migrateRegistry',
      'registryEntities',
      'registryMigrations',
    ]);
  });
});
