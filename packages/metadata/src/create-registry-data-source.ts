import 'reflect-metadata';
import { checkOptions, type OptionRules } from '@lading/core';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { accessEntities } from './access/entities/index.js';
import { attemptsOf } from './connection/attempts.js';
import { RegistryPool, type RegistryPoolConfig } from './connection/registry-pool.js';
import { sessionSettings } from './connection/session-settings.js';
import { longestMilliseconds } from './connection/time-limit.js';
import { usualSchema } from './database/schema-of.js';
import { parseDatabaseUrl } from './database-url/parse-database-url.js';
import { registryMigrations } from './migrations/index.js';
import { silentLogger } from './silent-logger.js';

export interface RegistryDataSourceOptions {
  /** `postgresql://user:password@host:port/database`, with several hosts and with parameters as libpq reads them. */
  readonly url: string;
  /** The schema of the tables, so that a registry can share a database; `lading` if absent. */
  readonly schema?: string;
  /** The maximum number of connections of this process; 10 if absent. */
  readonly poolSize?: number;
  /** How long to wait for a connection, and for each host of the URL; its `connect_timeout`, or 5 seconds, if absent. */
  readonly connectTimeoutSeconds?: number;
  /** How long a statement may run on the server; 10 seconds if absent. */
  readonly timeoutSeconds?: number;
  /** The name of these connections in `pg_stat_activity`; if absent, that of the URL, or `lading`. */
  readonly applicationName?: string;
  /** Called when an idle connection breaks; the pool replaces it. */
  readonly onConnectionLost?: (error: unknown) => void;
}

const rules = {
  url: 'non-empty string',
  schema: 'non-empty string?',
  poolSize: 'positive whole number?',
  connectTimeoutSeconds: 'positive number?',
  timeoutSeconds: 'positive number?',
  applicationName: 'string?',
  onConnectionLost: 'function?',
} as const satisfies OptionRules<RegistryDataSourceOptions>;

/** The idle time before the kernel sends TCP keep-alive probes. */
const keepAliveMilliseconds = 10_000;

/**
 * Creates a data source with the connections and migrations of a registry, not connected yet. It also works behind a pooler in
 * transaction mode, which may refuse the settings of its sessions.
 * @throws TypeError that names an unknown, missing or wrong option
 * @throws DatabaseUrlError if the URL or a file that it names is wrong
 */
export function createRegistryDataSource(options: RegistryDataSourceOptions): DataSource {
  checkOptions('createRegistryDataSource', options, rules);
  const { schema = usualSchema, poolSize = 10, onConnectionLost } = options;
  return new DataSource({
    type: 'postgres',
    driver: { Pool: RegistryPool, defaults: pg.defaults },
    schema,
    poolSize,
    entities: [...accessEntities],
    migrations: [...registryMigrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    logger: silentLogger,
    poolErrorHandler: onConnectionLost ?? (() => {}),
    extra: poolConfigOf(options),
  });
}

function poolConfigOf(options: RegistryDataSourceOptions): RegistryPoolConfig {
  const url = parseDatabaseUrl(options.url);
  const connectTimeoutSeconds = options.connectTimeoutSeconds ?? url.connectTimeoutSeconds ?? 5;
  return {
    attempts: attemptsOf(url),
    user: url.user,
    password: url.password,
    database: url.database,
    application_name: options.applicationName ?? url.applicationName ?? 'lading',
    options: sessionSettings(options.timeoutSeconds ?? 10, url.options),
    optionsOfUrl: url.options,
    ...(url.directTls && { sslnegotiation: 'direct' }),
    connectionTimeoutMillis: Math.min(connectTimeoutSeconds * 1000, longestMilliseconds),
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMilliseconds,
    // A transaction sends a statement without waiting for the one before, if it does not depend on its result.
    pipeline: true,
  };
}
