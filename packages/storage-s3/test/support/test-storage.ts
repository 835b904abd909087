import { randomUUID } from 'node:crypto';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { S3BlobStore, type S3BlobStoreOptions } from '../../src/index.js';
import { S3Server } from './s3-server/s3-server.js';

export const bucket = 'lading-test';
export const credentials = { accessKeyId: 'ladingtest', secretAccessKey: 'ladingtestsecret' };

/** Where the cases run: the server of this folder, or a real one that LADING_TEST_S3_ENDPOINT names. */
export async function startStorage(options: { readonly pageSize?: number } = {}) {
  const endpoint = process.env.LADING_TEST_S3_ENDPOINT;
  const server = endpoint === undefined ? await startServer(options) : undefined;
  return { endpoint: endpoint ?? server?.endpoint ?? '', stop: async () => server?.stop() };
}

export function startServer(options: { readonly pageSize?: number } = {}): Promise<S3Server> {
  return S3Server.start({ bucket, credentials, ...options });
}

/** A part of the bucket of its own, so that a real server can keep what other tests have put there. */
export function newPrefix(): string {
  return `${randomUUID()}/`;
}

export function storeAt(endpoint: string, options: Partial<S3BlobStoreOptions> = {}): S3BlobStore {
  return new S3BlobStore({ endpoint, bucket, credentials, pathStyle: true, ...options });
}

/** Names all that is below a prefix: objects and multipart uploads. */
export async function keysBelow(endpoint: string, prefix: string): Promise<string[]> {
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  try {
    const request = { Bucket: bucket, Prefix: prefix };
    const [{ Contents = [] }, { Uploads = [] }] = await Promise.all([
      client.send(new ListObjectsV2Command(request)),
      client.send(new ListMultipartUploadsCommand(request)),
    ]);
    return [...Contents, ...Uploads].map(({ Key = '' }) => Key);
  } finally {
    client.destroy();
  }
}
