import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { unavailableBecause } from '../connection/failure.js';
import type { RegistryPool } from '../connection/registry-pool.js';

/**
 * The connections of a data source.
 * @throws RegistryError `UNAVAILABLE` if it is not connected
 */
export function poolOf(dataSource: DataSource): RegistryPool {
  if (!dataSource.isInitialized)
    throw unavailableBecause(new Error('the data source is not connected: migrateRegistry or initialize connects it'));
  return (dataSource.driver as PostgresDriver).master as RegistryPool;
}
