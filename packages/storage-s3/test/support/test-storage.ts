import { randomUUID } from 'node:crypto';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { S3BlobStore, type S3BlobStoreOptions } from '../../src/index.js';
import { S3Server } from './s3-server/s3-server.js';

export const bucket = 'lading-test';
export const credentials = { accessKeyId: 'ladingtest', secretAccessKey: 'ladingtestsecret' };

/** The S3 server of the cases: the one in this folder, or a real one at LADING_TEST_S3_ENDPOINT. */
export async function startStorage(options: { readonly pageSize?: number } = {}) {
  const endpoint = process.env.LADING_TEST_S3_ENDPOINT;
  const server = endpoint === undefined ? await startServer(options) : undefined;
  return { endpoint: endpoint ?? server?.endpoint ?? '', stop: async () => server?.stop() };
}

export function startServer(options: { readonly pageSize?: number } = {}): Promise<S3Server> {
  return S3Server.start({ bucket, credentials, ...options });
}

/** A unique prefix, so that tests do not meet the objects of other tests on a real server. */
export function newPrefix(): string {
  return `${randomUUID()}/`;
}

export function storeAt(endpoint: string, options: Partial<S3BlobStoreOptions> = {}): S3BlobStore {
  return new S3BlobStore({ endpoint, bucket, credentials, pathStyle: true, ...options });
}

/** Starts a server and a store on it before each test, and stops both after it. */
export function withStore(
  options: Partial<S3BlobStoreOptions>,
  use: (started: { readonly server: S3Server; readonly store: S3BlobStore }) => void,
): void {
  let stop = async () => {};
  beforeEach(async () => {
    const server = await startServer();
    const store = storeAt(server.endpoint, options);
    stop = async () => {
      await store.close();
      await server.stop();
    };
    use({ server, store });
  });
  afterEach(() => stop());
}

/** The keys of all objects and multipart uploads below a prefix. */
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
