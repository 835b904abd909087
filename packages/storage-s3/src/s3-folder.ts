import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { openBlob } from './blob/blob-reader.js';
import { createS3Client } from './bucket/create-s3-client.js';
import { type BucketEntry, S3Bucket } from './bucket/s3-bucket.js';
import { checkS3Options, type S3BlobStoreOptions } from './s3-blob-store-options.js';

/**
 * Reads the objects of another program as if their keys were paths, for imports. Paths are relative to the prefix in the
 * options, and neither begin nor end with a slash.
 */
export class S3Folder {
  readonly #client: S3Client;
  readonly #bucket: S3Bucket;

  /** @throws TypeError that names an unknown, missing or wrong option */
  constructor(options: S3BlobStoreOptions) {
    checkS3Options('S3Folder', options);
    this.#client = createS3Client(options);
    this.#bucket = new S3Bucket(this.#client, options.bucket, options.prefix ?? '', options);
  }

  /** The entries of a folder; none if it does not exist. */
  entries(path: string): AsyncIterable<BucketEntry> {
    return this.#bucket.entries(`${path}/`);
  }

  /** The size of an object in bytes; `undefined` if it does not exist. */
  async size(path: string): Promise<number | undefined> {
    return (await this.#bucket.find(path))?.size;
  }

  /** @throws RegistryError `BLOB_UNKNOWN` if there is no such object */
  read(path: string): Promise<Readable> {
    return openBlob(this.#bucket, path);
  }

  close(): void {
    this.#client.destroy();
  }
}
