import { randomUUID } from 'node:crypto';
import { pickSettings } from '@lading/core';
import { createEngine, type Engine, type EngineLog, engineSettings } from '@lading/engine';
import type { Logger } from 'pino';
import { openStores, type Stores } from '../application/stores.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { type RegistryConfiguration, settle } from '../configuration/registry-configuration.js';
import { migrateDatabase } from '../database/migrate-database.js';
import { openDatabase } from '../database/open-database.js';
import { createLogger } from '../logging/create-logger.js';
import { RegistryMetrics } from '../metrics/registry-metrics.js';
import { watchStopSignals } from '../process/stop-signals.js';
import { StartError } from '../start/start-error.js';
import { awaitBucket } from '../storage/await-bucket.js';
import { requireOwnStore } from '../storage/require-own-store.js';
import { DistributionFiles } from './distribution-files.js';
import { ImportReport } from './import-report.js';
import { importRepositories } from './import-repository.js';
import { ImportTarget } from './import-target.js';
import { openOldFiles } from './open-old-files.js';

export interface ImportOptions {
  /** The root of a Distribution registry: a folder, or `s3://<bucket>/<root>`. */
  readonly fromDistribution: string;
  readonly dryRun: boolean;
}

/**
 * Imports the files or the S3 objects of a Distribution registry into the registry of this configuration, which may run
 * meanwhile unless its PostgreSQL is embedded. Prints content that is left behind to standard error, and the counts to
 * standard output.
 * @returns the exit code: 2 if something was left behind
 * @throws StartError if it cannot begin
 */
export async function runImport(configuration: Configuration, options: ImportOptions): Promise<number> {
  const { files, close } = await openOldFiles(options.fromDistribution, configuration);
  try {
    return await importFiles(new DistributionFiles(files), configuration, options);
  } finally {
    close();
  }
}

async function importFiles(
  files: DistributionFiles,
  configuration: Configuration,
  { fromDistribution, dryRun }: ImportOptions,
): Promise<number> {
  if (!(await files.exists().catch((error: unknown) => refuse(fromDistribution, error))))
    throw new StartError(
      `${fromDistribution} has no docker/registry/v2/repositories: name the root folder of Distribution`,
    );
  const { stop: signal } = watchStopSignals();
  const report = new ImportReport(sayAside);
  const { maximumManifestBytes } = configuration;
  const run = (target?: ImportTarget) => importRepositories({ files, target, report, maximumManifestBytes, signal });
  try {
    await (dryRun ? run() : withTarget(configuration, signal, run));
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('stopped; a second run continues where this one stopped\n');
    return 1;
  } finally {
    process.stdout.write(`${JSON.stringify(report.counts)}\n`);
  }
  return report.counts.skipped === 0 ? 0 : 2;
}

/** Prints to standard error: standard output has only the counts. */
function sayAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Shows the cause of an S3 failure, which the store itself hides from clients. */
function refuse(place: string, error: unknown): never {
  const { cause } = error as { cause?: unknown };
  throw new StartError(`${place} can't be read: ${cause instanceof Error ? cause.message : String(error)}`, {
    cause: error,
  });
}

async function withTarget(
  configuration: Configuration,
  signal: AbortSignal,
  run: (target: ImportTarget) => Promise<void>,
): Promise<void> {
  const logger: Logger = createLogger({ level: 'silent', format: 'json' });
  const database = await openDatabase(configuration, logger, signal);
  try {
    const settled = settle(configuration, database, 'json');
    if (settled.storage === 's3') await awaitBucket(settled, logger, signal);
    await migrateDatabase(settled, logger, signal);
    await requireOwnStore(settled);
    const stores = await openStores({ configuration: settled, logger, metrics: new RegistryMetrics() });
    const engine = engineOf(settled, stores);
    const target = new ImportTarget(engine, stores.metadataStore, randomUUID());
    await run(target)
      .finally(() => engine.close())
      .finally(() => stores.close());
  } finally {
    await database.stop();
  }
}

/** Prints a line about each blob whose bytes are missing or wrong here, and which is imported again. */
const log: EngineLog = { info: () => {}, warn: sayAside, error: sayAside };

/** The operations of the registry, with its limits. */
function engineOf(configuration: RegistryConfiguration, { blobStore, metadataStore }: Stores): Engine {
  return createEngine({ blobStore, metadataStore, settings: pickSettings(engineSettings, configuration), log });
}
