import { allowEveryone } from '@lading/core';
import type { RegistryOptions } from '@lading/server';
import type { Configuration } from '../configuration/configuration-schema.js';
import type { Stores } from './stores.js';

/** What the configuration means to the registry module. */
export function registryOptions(configuration: Configuration, { blobStore, metadataStore }: Stores): RegistryOptions {
  const { allowDelete, allowSparse, allowCatalog, allowAnonymousMount, maximumBlobBytes } = configuration;
  return {
    blobStore,
    metadataStore,
    accessController: allowEveryone(),
    allow: {
      deleteTags: allowDelete,
      deleteManifests: allowDelete,
      deleteBlobs: allowDelete,
      catalog: allowCatalog,
      anonymousMount: allowAnonymousMount,
      sparseImages: allowSparse,
      sparseIndexes: allowSparse,
    },
    limits: {
      manifestBytes: configuration.maximumManifestBytes,
      ...(maximumBlobBytes === undefined ? {} : { blobBytes: maximumBlobBytes }),
      tagsPerPush: configuration.maximumTagsPerPut,
      pageEntries: configuration.maximumPageSize,
      manifestCacheBytes: configuration.manifestCacheBytes,
    },
    uploads: { idleSeconds: configuration.uploadExpirySeconds },
    maintenance: { intervalSeconds: configuration.maintenanceIntervalSeconds },
  };
}
