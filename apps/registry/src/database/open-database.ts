import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@lading/embedded-postgres';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
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
  { databaseUrl, dataDirectory }: Configuration,
  logger: Logger,
  signal: AbortSignal,
): Promise<Database> {
  if (databaseUrl !== undefined)
    return { url: databaseUrl, lost: new Promise(() => undefined), stop: async () => undefined };
  const directory = join(dataDirectory, 'postgres');
  try {
    await mkdir(dataDirectory, { recursive: true });
    return await startOwn(directory, logger, signal);
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    const remedy = error.code === 'PLATFORM_UNSUPPORTED' ? '; set DATABASE_URL to use another PostgreSQL' : '';
    throw new StartError(`${error.message}${remedy}`, { cause: error });
  }
}

async function startOwn(directory: string, logger: Logger, signal: AbortSignal): Promise<Database> {
  const log = logger.child({ component: 'postgres' });
  const postgres = await startEmbeddedPostgres({ directory, signal, log: (line) => log.debug(line) });
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
