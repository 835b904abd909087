import { join } from 'node:path';
import { EmbeddedPostgresError, findEmbeddedPostgres } from '@lading/embedded-postgres';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { StartError } from '../start/start-error.js';
import { type Database, openDatabase } from './open-database.js';

/**
 * As `openDatabase`, but for a command that also works while the registry runs: it then uses the embedded PostgreSQL of the
 * registry, and leaves it running.
 * @throws StartError or ConfigurationError
 */
export async function openOrFindDatabase(
  configuration: Configuration,
  logger: Logger,
  signal: AbortSignal,
): Promise<Pick<Database, 'url' | 'stop'>> {
  try {
    return await openDatabase(configuration, logger, signal);
  } catch (error) {
    const { cause } = error as { readonly cause?: unknown };
    if (!(cause instanceof EmbeddedPostgresError) || cause.code !== 'DIRECTORY_IN_USE') throw error;
    const url = await findEmbeddedPostgres(join(configuration.dataDirectory, 'postgres'));
    if (url === undefined)
      throw new StartError('the registry that runs here is starting or stopping: try again', { cause: error });
    return { url, stop: async () => undefined };
  }
}
