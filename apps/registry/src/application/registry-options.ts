import { allowEveryone } from '@lading/core';
import type { RegistryOptions } from '@lading/server';
import type { Configuration } from '../configuration/configuration-schema.js';
import { clientsExcept } from './clients-except.js';
import type { Stores } from './stores.js';

const week = 7 * 24 * 60 * 60;

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
      manifestMemoryBytes: configuration.manifestMemoryBytes,
      manifestSeconds: configuration.manifestTimeoutSeconds,
      ...(maximumBlobBytes === undefined ? {} : { blobBytes: maximumBlobBytes }),
      tagsPerPush: configuration.maximumTagsPerPut,
      pageEntries: configuration.maximumPageSize,
      contentCacheBytes: configuration.contentCacheBytes,
      bodyBytesPerSecond: configuration.minimumBodyRate,
      bodyRateSeconds: configuration.bodyRateWindowSeconds,
    },
    uploads: {
      idleSeconds: configuration.uploadExpirySeconds,
      openPerClient: configuration.maximumUploadsPerClient,
      open: configuration.maximumUploads,
    },
    redirects: {
      enabled: configuration.redirects,
      expiresInSeconds: configuration.redirectSeconds,
      mayFollow: clientsExcept(configuration.redirectsExcept),
    },
    settingNames: {
      'limits.manifestBytes': 'LADING_MAX_MANIFEST_BYTES',
      'allow.sparseImages': 'LADING_ALLOW_SPARSE',
      'allow.sparseIndexes': 'LADING_ALLOW_SPARSE',
    },
    maintenance: {
      intervalSeconds: configuration.maintenanceIntervalSeconds,
      sweepAgeSeconds: Math.max(week, 2 * configuration.uploadExpirySeconds),
    },
  };
}
