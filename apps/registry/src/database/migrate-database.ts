import { createRegistryDataSource, migrateRegistry } from '@lading/metadata';
import { parseDatabaseUrl } from '@lading/metadata/database-url';
import type { Logger } from 'pino';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { awaitService } from '../start/await-service.js';
import { StartError } from '../start/start-error.js';

const betweenTriesMilliseconds = 500;
/** Codes of temporary errors: a server that is not there yet (system calls), is starting, or is full (SQLSTATE). */
const passing = /^(?:ECONN|ENOTFOUND|ENOENT|EAI_AGAIN|ETIMEDOUT|EHOST|ENET|EPIPE|57P0|53300|08)/;

/** SQLSTATEs for `options`: an unknown setting, an invalid value, a syntax error. */
const wrongOptions = /^(?:42704|22023|42601)$/;

type DatabaseConfiguration = Pick<Configuration, 'databaseSchema' | 'startTimeoutSeconds'> & {
  readonly databaseUrl: string;
};

/**
 * Migrates the database. Waits for a database that is still starting, because both may start together.
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

/** Reports `options` that the server cannot parse, or settings that it does not have. */
function refuseWrongOptions(error: Error & { readonly code?: unknown }): never {
  if (!wrongOptions.test(String(error.code))) throw error;
  throw new ConfigurationError([`DATABASE_URL is wrong: the server refuses its options: ${error.message}`], {
    cause: error,
  });
}

/** Whether an error is temporary. Several servers may have failed differently, and a standby may become the primary soon. */
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

/** The address of a database for messages: without user, password and parameters. */
export function withoutCredentials(databaseUrl: string): string {
  return parseDatabaseUrl(databaseUrl).printable;
}
