import type { Configuration } from '../configuration/configuration-schema.js';
import type { Database } from '../database/open-database.js';
import type { LogFormat } from '../logging/create-logger.js';

/** The configuration with all that is settled at start: which database, and how to log. It is plain JSON. */
export interface RegistryConfiguration extends Configuration {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  /** Whether the database is the one that we started. */
  readonly hasOwnDatabase: boolean;
  readonly logFormat: LogFormat;
}

/** Adds what was settled at start. */
export function settle(configuration: Configuration, database: Database, logFormat: LogFormat): RegistryConfiguration {
  return {
    ...configuration,
    databaseUrl: database.url,
    databasePoolSize: database.poolSize,
    hasOwnDatabase: configuration.databaseUrl === undefined,
    logFormat,
  };
}
