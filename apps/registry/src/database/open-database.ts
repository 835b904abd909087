import { join } from 'node:path';
import {
  EmbeddedPostgresError,
  type EmbeddedPostgresErrorCode,
  startEmbeddedPostgres,
} from '@lading/embedded-postgres';
import type { Logger } from 'pino';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { StartError } from '../process/start-error.js';
import { makeDirectory, mayPass } from '../start/data-directory.js';

/** Statements wait for the network, and more of them can wait at a time. */
const usualPoolSize = 10;
/** On the same machine more connections answer no sooner, and each takes 2 to 3 MB. */
const ownPoolSize = 4;

const lasting = new Set<EmbeddedPostgresErrorCode>([
  'DIRECTORY_UNUSABLE',
  'PLATFORM_UNSUPPORTED',
  'USER_UNKNOWN',
  'VERSION_MISMATCH',
]);

/** The database of this registry, ours or somebody else's. */
export interface Database {
  /** With the password: not for printing. */
  readonly url: string;
  /** Connections that each worker may hold. */
  readonly poolSize: number;
  /** Resolves when a database of our own ended though nobody stopped it; never for somebody else's. */
  readonly lost: Promise<void>;
  /** Stops a database of our own. */
  stop(): Promise<void>;
}

/**
 * The database that the configuration names, or else one of our own in the data folder, which is started.
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

/** A folder or a system that has to be changed is a matter of the configuration; anything else may pass. */
function explain(error: EmbeddedPostgresError): Error {
  const remedy = error.code === 'PLATFORM_UNSUPPORTED' ? '; set DATABASE_URL to use another PostgreSQL' : '';
  const text = `${error.message}${remedy}`;
  const isLasting = lasting.has(error.code) && !mayPass(error.cause);
  return isLasting ? new ConfigurationError([text], { cause: error }) : new StartError(text, { cause: error });
}

/** What all workers may hold, while one of each is being replaced, and some for whoever looks in with psql. */
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
