import { join } from 'node:path';
import type { BlobStore } from '@lading/core';
import { FilesystemBlobStore } from '@lading/storage';
import type { S3BlobStore, S3BlobStoreOptions } from '@lading/storage-s3';
import type { Configuration } from '../configuration/configuration-schema.js';

/** The store of bytes that the configuration names. */
export async function openBlobStore(configuration: Configuration): Promise<BlobStore> {
  if (configuration.storage === 's3') return openS3(configuration);
  return new FilesystemBlobStore({ directory: blobDirectory(configuration) });
}

/** The folder in which a registry without S3 keeps its blobs. */
export function blobDirectory({ dataDirectory }: Pick<Configuration, 'dataDirectory'>): string {
  return join(dataDirectory, 'blobs');
}

/** The AWS SDK is loaded only here: a registry that stores blobs in files does not pay for it. */
export async function openS3(configuration: Configuration): Promise<S3BlobStore> {
  const { S3BlobStore } = await import('@lading/storage-s3');
  return new S3BlobStore(s3Options(configuration));
}

/** What the configuration means to the store on S3. Credentials are left to the SDK. */
export function s3Options(configuration: Configuration): S3BlobStoreOptions {
  const { s3Bucket = '', s3Region, s3Endpoint, s3PublicEndpoint, s3Encryption, s3KmsKey } = configuration;
  return {
    bucket: s3Bucket,
    prefix: configuration.s3Prefix,
    pathStyle: configuration.s3PathStyle,
    checksums: configuration.s3Checksums,
    partSize: configuration.s3PartBytes,
    partsAtOnce: configuration.s3PartsAtOnce,
    maximumConnections: configuration.s3Connections,
    maximumAttempts: configuration.s3Attempts,
    ...(s3Region === undefined ? {} : { region: s3Region }),
    ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
    ...(s3PublicEndpoint === undefined ? {} : { publicEndpoint: s3PublicEndpoint }),
    ...(s3Encryption === undefined
      ? {}
      : { encryption: { algorithm: s3Encryption, ...(s3KmsKey === undefined ? {} : { keyId: s3KmsKey }) } }),
  };
}
