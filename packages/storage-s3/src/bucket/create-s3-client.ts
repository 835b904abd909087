import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3BlobStoreOptions } from '../s3-blob-store-options.js';

/** A client that tries again with growing pauses, and gives up a connection that stands still. */
export function createS3Client(options: S3BlobStoreOptions, endpoint = options.endpoint): S3Client {
  const { checksums = 'always', maximumAttempts = 5, maximumConnections = 1000, timeouts = {} } = options;
  const agent = { maxSockets: maximumConnections, keepAlive: true };
  return new S3Client({
    ...addressOf(options, endpoint),
    ...(options.credentials === undefined ? {} : { credentials: { ...options.credentials } }),
    maxAttempts: maximumAttempts,
    retryMode: 'standard',
    requestChecksumCalculation: checksums === 'always' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    // A checked body is a stream around the connection, which stays open when the outer one is destroyed.
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A request that waits for "100 Continue" gets a connection of its own, beyond the limit, which is used once.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: timeouts.connectMilliseconds ?? 5_000,
      socketTimeout: timeouts.idleMilliseconds ?? 30_000,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
}

function addressOf({ region, pathStyle }: S3BlobStoreOptions, endpoint: string | undefined): S3ClientConfig {
  return {
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { forcePathStyle: pathStyle }),
    // A region means nothing to most other stores, yet a signature has to name one.
    ...(endpoint === undefined ? {} : { endpoint, region: region ?? 'us-east-1' }),
  };
}
