import { untilAborted } from '@lading/core';
import type { Logger } from 'pino';
import { prepareAccess } from '../access/prepare-access.js';
import { whenAborted } from '../application/when-aborted.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { type RegistryConfiguration, settle } from '../configuration/registry-configuration.js';
import { migrateDatabase } from '../database/migrate-database.js';
import { type Database, openDatabase } from '../database/open-database.js';
import { chooseLogFormat, createLogger } from '../logging/create-logger.js';
import { checkStart } from '../start/check-start.js';
import { StartError } from '../start/start-error.js';
import { awaitBucket } from '../storage/await-bucket.js';
import { requireOwnStore } from '../storage/require-own-store.js';
import { announce } from './announce.js';
import { endOnCrash } from './crash.js';
import { serveInProcess } from './serve-in-process.js';
import { type StopSignals, watchStopSignals } from './stop-signals.js';
import { startWorkerFleet } from './worker-fleet.js';

/**
 * Runs the registry until a signal stops it. It checks the configuration and the machine, opens the database, migrates it and
 * then serves requests; it stops in the reverse order.
 * @param warnings lines to log at the start
 * @returns the exit code
 * @throws StartError if it cannot start now
 * @throws ConfigurationError if it cannot start until something is changed
 */
export async function runRegistry(configuration: Configuration, warnings: readonly string[] = []): Promise<number> {
  const logFormat = chooseLogFormat(configuration.logFormat);
  const logger = createLogger({ level: configuration.logLevel, format: logFormat });
  endOnCrash(logger);
  for (const warning of warnings) logger.warn(warning);
  const signals = watchStopSignals();
  try {
    const port = await untilAborted(checkStart(configuration, logger), signals.stop);
    if (configuration.storage === 's3')
      await untilAborted(awaitBucket(configuration, logger, signals.stop), signals.stop);
    const database = await openDatabase(configuration, logger, signals.stop);
    const settled = settle({ ...configuration, port }, database, logFormat);
    return await runOn(database, settled, logger, signals).finally(() => database.stop());
  } catch (error) {
    if (!signals.stop.aborted || error instanceof StartError) throw error;
    logger.info({ signal: signals.stop.reason }, 'stopped during the start');
    return 0;
  }
}

async function runOn(
  database: Database,
  configuration: RegistryConfiguration,
  logger: Logger,
  signals: StopSignals,
): Promise<number> {
  await untilAborted(prepare(configuration, logger, signals.stop), signals.stop);
  const isOneProcess = configuration.workers === 1 || configuration.role === 'work';
  const service = isOneProcess
    ? await untilAborted(serveInProcess(configuration, logger), signals.stop)
    : await startWorkerFleet(configuration, logger, signals.stop);
  announce(configuration, service.port, logger);
  const reason = await Promise.race([
    whenAborted(signals.stop).then(() => 'stop' as const),
    database.lost.then(() => 'database' as const),
  ]);
  if (reason === 'database')
    logger.fatal('PostgreSQL ended unexpectedly: its output, logged at debug, may show the cause');
  else logger.info({ signal: signals.stop.reason }, 'stopping: waiting for running transfers');
  await service.stop(reason === 'database' ? AbortSignal.abort() : signals.now);
  logger.info('stopped');
  return reason === 'database' ? 1 : 0;
}

/** Does once what all processes that serve requests need. */
async function prepare(configuration: RegistryConfiguration, logger: Logger, signal: AbortSignal): Promise<void> {
  await migrateDatabase(configuration, logger, signal);
  await requireOwnStore(configuration);
  await prepareAccess(configuration, logger);
}
