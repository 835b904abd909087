import { join } from 'node:path';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@lading/embedded-postgres';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { makeDirectory } from '../configuration/data-directory.js';
import { StartError } from '../process/start-error.js';

/** The database of this registry, ours or somebody else's. */
export interface Database {
  /** With the password: not for printing. */
  readonly url: string;
  /** Resolves when a database of our own ended though nobody stopped it; never for somebody else's. */
  readonly lost: Promise<void>;
  /** Stops a database of our own. */
  stop(): Promise<void>;
}

/**
 * The database that the configuration names, or else one of our own in the data folder, which is started.
 * @throws StartError
 */
export async function openDatabase(
  configuration: Configuration,
  logger: Logger,
  signal: AbortSignal,
): Promise<Database> {
  const { databaseUrl, dataDirectory } = configuration;
  if (databaseUrl !== undefined)
    return { url: databaseUrl, lost: new Promise(() => undefined), stop: async () => undefined };
  const directory = join(dataDirectory, 'postgres');
  try {
    await makeDirectory(dataDirectory);
    return await startOwn(directory, connectionsOf(configuration), logger, signal);
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    const remedy = error.code === 'PLATFORM_UNSUPPORTED' ? '; set DATABASE_URL to use another PostgreSQL' : '';
    throw new StartError(`${error.message}${remedy}`, { cause: error });
  }
}

/** What all workers may hold, while one of each is being replaced, and some for whoever looks in with psql. */
function connectionsOf({ workers, databasePoolSize }: Configuration): number {
  return Math.max(100, (workers + 1) * databasePoolSize + 20);
}

async function startOwn(
  directory: string,
  connections: number,
  logger: Logger,
  signal: AbortSignal,
): Promise<Database> {
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
