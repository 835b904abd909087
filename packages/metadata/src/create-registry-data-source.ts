import 'reflect-metadata';
import { checkOptions, type OptionRules } from '@lading/core';
import { DataSource } from 'typeorm';
import { usualSchema } from './database/schema-of.js';
import { registryEntities } from './entities/index.js';
import { registryMigrations } from './migrations/index.js';
import { silentLogger } from './silent-logger.js';

export interface RegistryDataSourceOptions {
  /** `postgresql://user:password@host:port/database`, with what else pg reads from a URL, such as `sslmode`. */
  readonly url: string;
  /** Where the tables are, so that a registry may share a database; `lading` if absent. */
  readonly schema?: string;
  /** Connections of this process at most; 10 if absent. */
  readonly poolSize?: number;
  /** How long to wait for a connection; 5 seconds if absent. */
  readonly connectTimeoutSeconds?: number;
  /** What the server shows of these connections in `pg_stat_activity`; `lading` if absent. */
  readonly applicationName?: string;
  /** Told when a connection breaks that nobody is using; the pool replaces it. */
  readonly onConnectionLost?: (error: unknown) => void;
}

const rules = {
  url: 'non-empty string',
  schema: 'non-empty string?',
  poolSize: 'positive whole number?',
  connectTimeoutSeconds: 'positive number?',
  applicationName: 'string?',
  onConnectionLost: 'function?',
} as const satisfies OptionRules<RegistryDataSourceOptions>;

/**
 * A data source with the entities and migrations of a registry, not connected yet. It asks nothing of a session, so that
 * a pooler in transaction mode may stand between it and the server.
 * @throws TypeError that names an unknown, missing or wrong option
 */
export function createRegistryDataSource(options: RegistryDataSourceOptions): DataSource {
  checkOptions('createRegistryDataSource', options, rules);
  const { url, schema = usualSchema, poolSize = 10, connectTimeoutSeconds = 5, onConnectionLost } = options;
  return new DataSource({
    type: 'postgres',
    url,
    schema,
    poolSize,
    connectTimeoutMS: connectTimeoutSeconds * 1000,
    applicationName: options.applicationName ?? 'lading',
    entities: [...registryEntities],
    migrations: [...registryMigrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    logger: silentLogger,
    poolErrorHandler: onConnectionLost ?? (() => {}),
    // A transaction sends what does not depend on an answer without a wait for it.
    extra: { keepAlive: true, pipeline: true },
  });
}
