export { PostgresAccessStore, type PostgresAccessStoreOptions } from './access/postgres-access-store.js';
export { createRegistryDataSource, type RegistryDataSourceOptions } from './create-registry-data-source.js';
export { migrateRegistry } from './migrate-registry.js';
export { registryMigrations } from './migrations/index.js';
export { PostgresMetadataStore, type PostgresMetadataStoreOptions } from './postgres-metadata-store.js';
