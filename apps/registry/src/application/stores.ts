import type { BlobStore } from '@lading/core';
import { createRegistryDataSource, type PostgresMetadataStore } from '@lading/metadata';
import type { Logger } from 'pino';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PoolCounts, RegistryMetrics } from '../metrics/registry-metrics.js';
import { openBlobStore } from '../storage/open-blob-store.js';
import { MeasuredMetadataStore } from './measured-metadata-store.js';
import type { RegistryConfiguration } from './registry-configuration.js';

export interface StoresParts {
  readonly configuration: RegistryConfiguration;
  readonly logger: Logger;
  readonly metrics: RegistryMetrics;
}

/** Where this process keeps things: bytes in files or in S3, everything else in PostgreSQL. */
export interface Stores {
  readonly blobStore: BlobStore;
  readonly metadataStore: PostgresMetadataStore;
  close(): Promise<void>;
}

/** Connects to the stores that the configuration names. */
export async function openStores({ configuration, logger, metrics }: StoresParts): Promise<Stores> {
  const blobStore = await openBlobStore(configuration);
  const dataSource = createRegistryDataSource({
    url: configuration.databaseUrl,
    schema: configuration.databaseSchema,
    poolSize: configuration.databasePoolSize,
    timeoutSeconds: configuration.databaseTimeoutSeconds,
    onConnectionLost: (error) => logger.warn({ err: error }, 'an idle connection to the database broke'),
  });
  await dataSource.initialize();
  metrics.watchPool((dataSource.driver as PostgresDriver).master as PoolCounts);
  const options = {
    leaseSeconds: configuration.leaseSeconds,
    trashSeconds: configuration.trashDelaySeconds,
    preparedStatements: configuration.databasePreparedStatements,
    timeoutSeconds: configuration.databaseTimeoutSeconds,
  };
  const metadataStore = new MeasuredMetadataStore(dataSource, options, metrics);
  return {
    blobStore,
    metadataStore,
    async close() {
      await blobStore.close?.();
      await metadataStore.close();
    },
  };
}
