import type { AccessStore, BlobStore, MetadataStore } from '@lading/core';
import {
  createRegistryDataSource,
  PostgresAccessStore,
  type PostgresAccessStoreOptions,
  PostgresMetadataStore,
  type PostgresMetadataStoreOptions,
} from '@lading/metadata';
import type { Logger } from 'pino';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import type { PoolCounts, RegistryMetrics } from '../metrics/registry-metrics.js';
import { openBlobStore } from '../storage/open-blob-store.js';
import { measuredMetadataStore } from './measured-metadata-store.js';

export interface StoresParts {
  readonly configuration: RegistryConfiguration;
  readonly logger: Logger;
  readonly metrics: RegistryMetrics;
}

/** Where this process keeps things: bytes in files or in S3, everything else in PostgreSQL. */
export interface Stores {
  readonly blobStore: BlobStore;
  readonly metadataStore: MetadataStore;
  readonly accessStore: AccessStore;
  close(): Promise<void>;
}

/** Connects to the stores that the configuration names. */
export async function openStores({ configuration, logger, metrics }: StoresParts): Promise<Stores> {
  const blobStore = await openBlobStore(configuration);
  const dataSource = createRegistryDataSource({
    ...databaseOptions(configuration),
    onConnectionLost: (error) => logger.warn({ err: error }, 'an idle connection to the database broke'),
  });
  await dataSource.initialize();
  metrics.watchPool((dataSource.driver as PostgresDriver).master as PoolCounts);
  const log = (message: string, error: unknown) => logger.warn({ err: error }, message);
  const options = { ...metadataOptions(configuration), log };
  const metadataStore = measuredMetadataStore(new PostgresMetadataStore(dataSource, options), metrics);
  return {
    blobStore,
    metadataStore,
    accessStore: new PostgresAccessStore(dataSource, accessOptions(configuration)),
    async close() {
      await blobStore.close?.();
      await metadataStore.close?.();
    },
  };
}

/** The options of the connections to the database. */
export function databaseOptions(configuration: RegistryConfiguration) {
  return {
    url: configuration.databaseUrl,
    schema: configuration.databaseSchema,
    poolSize: configuration.databasePoolSize,
    timeoutSeconds: configuration.databaseTimeoutSeconds,
  };
}

/** The options of the metadata store. */
export function metadataOptions(configuration: RegistryConfiguration): PostgresMetadataStoreOptions {
  return {
    leaseSeconds: configuration.leaseSeconds,
    trashSeconds: configuration.trashDelaySeconds,
    preparedStatements: configuration.databasePreparedStatements,
    timeoutSeconds: configuration.databaseTimeoutSeconds,
  };
}

function accessOptions(configuration: RegistryConfiguration): PostgresAccessStoreOptions {
  return {
    preparedStatements: configuration.databasePreparedStatements,
    timeoutSeconds: configuration.databaseTimeoutSeconds,
  };
}
