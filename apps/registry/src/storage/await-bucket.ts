import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { awaitService } from '../start/await-service.js';
import { StartError } from '../start/start-error.js';
import { openS3 } from './open-blob-store.js';

const betweenTriesMilliseconds = 1000;
/** Errors that last until an administrator creates the bucket or grants the rights. */
const lasting = new Set([
  'AccessDenied',
  'CredentialsProviderError',
  'InvalidAccessKeyId',
  'InvalidBucketName',
  'NoSuchBucket',
  'PermanentRedirect',
  'SignatureDoesNotMatch',
]);

/**
 * Waits until the bucket can be written to: a store that starts together with the registry may take longer.
 * @throws StartError that says what S3 said
 */
export async function awaitBucket(configuration: Configuration, logger: Logger, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + configuration.startTimeoutSeconds * 1000;
  const store = await openS3(configuration);
  const bucket = {
    name: 'bucket',
    betweenTriesMilliseconds,
    deadline,
    attempt: () => {
      const left = Math.max(betweenTriesMilliseconds, deadline - performance.now());
      return store.check(AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))]));
    },
    mayPass: (error: unknown) => !lasting.has(causeOf(error).name),
    explain: (error: unknown) => explain(error, configuration),
  };
  try {
    await awaitService(bucket, logger, signal);
  } finally {
    await store.close();
  }
}

/** The store's own error says nothing of S3, since clients are told it too. */
function causeOf(error: unknown): Error {
  const { cause } = error as { cause?: unknown };
  return (cause instanceof Error ? cause : error) as Error;
}

function explain(error: unknown, { s3Bucket, s3Endpoint = 'AWS' }: Configuration): StartError {
  const { name, message } = causeOf(error);
  const reason = name === 'Error' || message.includes(name) ? message : `${name}: ${message}`;
  return new StartError(`the bucket ${s3Bucket} (LADING_S3_BUCKET) at ${s3Endpoint} can't be used: ${reason}`, {
    cause: error,
  });
}
