export { createRegistryDataSource, type RegistryDataSourceOptions } from './create-registry-data-source.js';
export * from './entities/index.js';
export { migrateRegistry } from './migrate-registry.js';
export { registryMigrations } from './migrations/index.js';
export { PostgresMetadataStore, type PostgresMetadataStoreOptions } from './postgres-metadata-store.js';
