import type { Configuration } from './configuration-schema.js';

export type LogFormat = NonNullable<Configuration['logFormat']>;

/** The configuration with the values that the start determines: the database and the log format. It is plain JSON. */
export interface RegistryConfiguration extends Configuration {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  /** Whether the registry has started the database. */
  readonly hasOwnDatabase: boolean;
  readonly logFormat: LogFormat;
}

/** Adds the values that the start determines. */
export function settle(
  configuration: Configuration,
  database: { readonly url: string; readonly poolSize: number },
  logFormat: LogFormat,
): RegistryConfiguration {
  return {
    ...configuration,
    databaseUrl: database.url,
    databasePoolSize: database.poolSize,
    hasOwnDatabase: configuration.databaseUrl === undefined,
    logFormat,
  };
}
