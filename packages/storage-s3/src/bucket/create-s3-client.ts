import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3BlobStoreOptions } from '../s3-blob-store-options.js';

/** Creates a client that repeats failed requests with growing pauses and closes idle connections. */
export function createS3Client(options: S3BlobStoreOptions, endpoint = options.endpoint): S3Client {
  const { checksums = 'always', maximumAttempts = 5, maximumConnections = 1000, timeouts = {} } = options;
  const agent = { maxSockets: maximumConnections, keepAlive: true };
  return new S3Client({
    ...addressOf(options, endpoint),
    ...(options.credentials === undefined ? {} : { credentials: { ...options.credentials } }),
    maxAttempts: maximumAttempts,
    retryMode: 'standard',
    requestChecksumCalculation: checksums === 'always' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    // With validation, the body is a wrapper whose destruction leaves the connection open.
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A request that waits for "100 Continue" would open a separate connection, beyond the limit, and use it only once.
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
    // Most other stores ignore the region, but a signature must contain one.
    ...(endpoint === undefined ? {} : { endpoint, region: region ?? 'us-east-1' }),
  };
}
