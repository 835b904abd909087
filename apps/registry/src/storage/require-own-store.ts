import { join } from 'node:path';
import { isRegistryError, type RegistryError } from '@lading/core';
import { StoreIdentity, StoreMismatchError } from '@lading/engine';
import { createRegistryDataSource, PostgresMetadataStore } from '@lading/metadata';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { withoutCredentials } from '../database/migrate-database.js';
import { makeDirectory } from '../start/data-directory.js';
import { StartError } from '../start/start-error.js';
import { blobDirectory, openBlobStore } from './open-blob-store.js';

/**
 * Refuses a blob store that does not belong to the database, and marks a store that has no mark yet.
 * @throws ConfigurationError that names both
 * @throws StartError if one of the two cannot be used now
 */
export async function requireOwnStore(configuration: RegistryConfiguration): Promise<void> {
  const { databaseUrl: url, databaseSchema: schema, storage } = configuration;
  // Workers do not create the folder: if it is missing there, its volume is unmounted.
  if (storage === 'filesystem') await makeDirectory(blobDirectory(configuration));
  const metadataStore = new PostgresMetadataStore(
    await createRegistryDataSource({ url, schema, poolSize: 1 }).initialize(),
  );
  const blobStore = await openBlobStore(configuration);
  try {
    await new StoreIdentity(metadataStore.registry, blobStore).establish();
  } catch (error) {
    if (error instanceof StoreMismatchError)
      throw new ConfigurationError([explain(error, configuration)], { cause: error });
    throw isRegistryError(error, 'UNAVAILABLE') ? unusable(error, configuration) : error;
  } finally {
    await blobStore.close?.();
    await metadataStore.close();
  }
}

function explain({ id, owner }: StoreMismatchError, configuration: RegistryConfiguration): string {
  const { databaseUrl, databaseSchema } = configuration;
  const database = `the database ${withoutCredentials(databaseUrl)} (schema ${databaseSchema})`;
  const [place, mark] = [placeOf(configuration, ''), placeOf(configuration, 'registry-id')];
  if (owner === undefined)
    return `${place} has none of the blobs that ${database} knows, and no mark: mount or restore it. To start without those blobs, write ${id} into ${mark}`;
  return `${place} belongs to registry ${owner}, but ${database} to registry ${id}: configure the two that belong together. If registry ${owner} is gone for good, delete ${mark}`;
}

/** Shows the cause of a store's failure, which its message hides from clients. */
function unusable({ cause, message }: RegistryError, configuration: RegistryConfiguration): StartError {
  const reason = cause instanceof Error ? cause.message : message;
  return new StartError(`${placeOf(configuration, '')} can't be compared with the database: ${reason}`, { cause });
}

/** The path or URL of an entry in the blob store. */
function placeOf(configuration: RegistryConfiguration, name: string): string {
  const { storage, s3Bucket, s3Prefix } = configuration;
  return storage === 's3' ? `s3://${s3Bucket}/${s3Prefix}${name}` : join(blobDirectory(configuration), name);
}
