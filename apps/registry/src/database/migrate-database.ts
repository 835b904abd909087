import { createRegistryDataSource, migrateRegistry } from '@lading/metadata';
import { parseDatabaseUrl } from '@lading/metadata/database-url';
import type { Logger } from 'pino';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { awaitService } from '../process/await-service.js';
import { StartError } from '../process/start-error.js';

const betweenTriesMilliseconds = 500;
/** What passes by itself: a server that is not there yet (system calls), that starts, or that is full (SQLSTATE). */
const passing = /^(?:ECONN|ENOTFOUND|ENOENT|EAI_AGAIN|ETIMEDOUT|EHOST|ENET|EPIPE|57P0|53300|08)/;

/** SQLSTATEs: no such setting, not such a value for it, not of the form of options. */
const wrongOptions = /^(?:42704|22023|42601)$/;

type DatabaseConfiguration = Pick<Configuration, 'databaseSchema' | 'startTimeoutSeconds'> & {
  readonly databaseUrl: string;
};

/**
 * Brings the tables up to date, and waits for a database that is still starting, as things that start together do.
 * @throws StartError
 */
export async function migrateDatabase(configuration: DatabaseConfiguration, logger: Logger, signal: AbortSignal) {
  const database = {
    name: 'database',
    betweenTriesMilliseconds,
    deadline: performance.now() + configuration.startTimeoutSeconds * 1000,
    attempt: () => migrateOnce(configuration),
    mayPass,
    explain: (error: unknown) => explain(error, configuration),
  };
  await awaitService(database, logger, signal);
}

async function migrateOnce({ databaseUrl, databaseSchema }: DatabaseConfiguration): Promise<void> {
  const dataSource = createRegistryDataSource({ url: databaseUrl, schema: databaseSchema, poolSize: 2 });
  try {
    await dataSource.initialize().catch(refuseWrongOptions);
    await migrateRegistry(dataSource);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

/** What the server says of `options` that it can't read, or of settings that it does not have. */
function refuseWrongOptions(error: Error & { readonly code?: unknown }): never {
  if (!wrongOptions.test(String(error.code))) throw error;
  throw new ConfigurationError([`DATABASE_URL is wrong: the server refuses its options: ${error.message}`], {
    cause: error,
  });
}

/** Several servers may have failed, each in its way. A standby may be about to become the primary. */
function mayPass(error: unknown): boolean {
  const { name, code, message, errors } = error as Partial<AggregateError> & { code?: unknown };
  if (name === 'UnsuitableServerError' || errors?.some(mayPass)) return true;
  return typeof code === 'string' ? passing.test(code) : /timeout|terminated/i.test(message ?? '');
}

function explain(error: unknown, { databaseUrl }: DatabaseConfiguration): Error {
  if (error instanceof ConfigurationError) return error;
  const reason = (error as Error).message || String((error as { code?: unknown }).code);
  return new StartError(`the database at ${withoutCredentials(databaseUrl)} can't be used: ${reason}`, {
    cause: error,
  });
}

/** The address of a database as it may be printed: no user, no password, no parameters. */
export function withoutCredentials(databaseUrl: string): string {
  return parseDatabaseUrl(databaseUrl).printable;
}
