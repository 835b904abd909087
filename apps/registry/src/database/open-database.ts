import { join } from 'node:path';
import {
  EmbeddedPostgresError,
  type EmbeddedPostgresErrorCode,
  startEmbeddedPostgres,
} from '@lading/embedded-postgres';
import type { Logger } from 'pino';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { makeDirectory, mayPass } from '../start/data-directory.js';
import { StartError } from '../start/start-error.js';

/** Over a network, statements mostly wait, so more connections help. */
const usualPoolSize = 10;
/** On the same machine more connections do not help, and each takes 2 to 3 MB. */
const ownPoolSize = 4;

const lasting = new Set<EmbeddedPostgresErrorCode>([
  'DIRECTORY_UNUSABLE',
  'PLATFORM_UNSUPPORTED',
  'USER_UNKNOWN',
  'VERSION_MISMATCH',
]);

/** The database of this registry: its own embedded PostgreSQL, or the one of `DATABASE_URL`. */
export interface Database {
  /** Contains the password: do not print it. */
  readonly url: string;
  /** Connections that each worker may hold. */
  readonly poolSize: number;
  /** Resolves when the embedded PostgreSQL ends without `stop`; never for another database. */
  readonly lost: Promise<void>;
  /** Stops the embedded PostgreSQL. */
  stop(): Promise<void>;
}

/**
 * Opens the database that the configuration names, or starts an embedded PostgreSQL in the data folder.
 * @throws StartError or ConfigurationError
 */
export async function openDatabase(
  configuration: Configuration,
  logger: Logger,
  signal: AbortSignal,
): Promise<Database> {
  const { databaseUrl, dataDirectory, databasePoolSize } = configuration;
  if (databaseUrl !== undefined) {
    const poolSize = databasePoolSize ?? usualPoolSize;
    return { url: databaseUrl, poolSize, lost: new Promise(() => undefined), stop: async () => undefined };
  }
  const poolSize = databasePoolSize ?? ownPoolSize;
  const directory = join(dataDirectory, 'postgres');
  try {
    await makeDirectory(dataDirectory);
    const { workers } = configuration;
    return { ...(await startOwn(directory, connectionsOf(workers, poolSize), logger, signal)), poolSize };
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    throw explain(error);
  }
}

/** The settings that help, by the code of the error. */
const remedies: Partial<Record<EmbeddedPostgresErrorCode, string>> = {
  DIRECTORY_IN_USE: ' LADING_DATA_DIR sets the data folder.',
  PLATFORM_UNSUPPORTED: '; set DATABASE_URL to use another PostgreSQL',
};

/** A folder or a system that has to be changed is a configuration error; any other error may be temporary. */
function explain(error: EmbeddedPostgresError): Error {
  const text = `${error.message}${remedies[error.code] ?? ''}`;
  const isLasting = lasting.has(error.code) && !mayPass(error.cause);
  return isLasting ? new ConfigurationError([text], { cause: error }) : new StartError(text, { cause: error });
}

/** The connections of all workers, of one worker more that replaces another, and some for psql. */
function connectionsOf(workers: number, poolSize: number): number {
  return Math.max(100, (workers + 1) * poolSize + 20);
}

async function startOwn(
  directory: string,
  connections: number,
  logger: Logger,
  signal: AbortSignal,
): Promise<Omit<Database, 'poolSize'>> {
  const log = logger.child({ component: 'postgres' });
  const settings = { max_connections: connections };
  const postgres = await startEmbeddedPostgres({ directory, signal, settings, log: (line) => log.debug(line) });
  let isStopping = false;
  return {
    url: postgres.url,
    lost: postgres.exited.then((): Promise<void> | void => (isStopping ? new Promise(() => undefined) : undefined)),
    stop() {
      isStopping = true;
      return postgres.stop();
    },
  };
}
