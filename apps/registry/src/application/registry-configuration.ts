import type { Configuration } from '../configuration/configuration-schema.js';
import type { LogFormat } from '../logging/create-logger.js';

/** The configuration with all that is settled at start: which database, and how to log. It is plain JSON. */
export interface RegistryConfiguration extends Configuration {
  readonly databaseUrl: string;
  /** Whether the database is the one that we started. */
  readonly hasOwnDatabase: boolean;
  readonly logFormat: LogFormat;
}
