import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type {
  AppendOptions,
  BeginOptions,
  BlobLocation,
  BlobStore,
  Digest,
  DirectUrlOptions,
  ReadOptions,
  StoredBlob,
  UploadState,
} from '@lading/core';
import { RegistryError } from '@lading/core';
import { isLocation, isName, locationOf, parseUploadId } from './blob/blob-keys.js';
import { openBlob } from './blob/blob-reader.js';
import { listBlobs } from './blob/list-blobs.js';
import { createS3Client } from './bucket/create-s3-client.js';
import { S3Bucket } from './bucket/s3-bucket.js';
import { checkOptions, type S3BlobStoreOptions } from './s3-blob-store-options.js';
import { abortUpload, forgetUpload } from './upload/abort-upload.js';
import { appendToUpload } from './upload/append-to-upload.js';
import { commitUpload } from './upload/commit-upload.js';
import type { PartOptions } from './upload/part-writer.js';
import { formatUpload, newUpload, parseUpload } from './upload/s3-upload.js';
import { sweepUploads } from './upload/sweep-uploads.js';

/**
 * Keeps blobs as objects of an S3 bucket that all replicas share. Each is written once and in place; an upload can go on
 * in any replica with its state alone.
 */
export class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #publicClient: S3Client;
  readonly #bucket: S3Bucket;
  readonly #parts: PartOptions;

  /** @throws RangeError if the size or the number of parts can't be */
  constructor(options: S3BlobStoreOptions) {
    const { bucket, prefix = '', publicEndpoint } = options;
    this.#parts = checkOptions(options);
    this.#client = createS3Client(options);
    this.#publicClient = publicEndpoint === undefined ? this.#client : createS3Client(options, publicEndpoint);
    this.#bucket = new S3Bucket(this.#client, bucket, prefix, options);
  }

  async begin({ algorithm }: BeginOptions = {}): Promise<UploadState> {
    return formatUpload(newUpload(algorithm));
  }

  async append(
    upload: UploadState,
    bytes: AsyncIterable<Uint8Array>,
    options: AppendOptions = {},
  ): Promise<UploadState> {
    return formatUpload(await appendToUpload(this.#bucket, parseUpload(upload), bytes, options, this.#parts));
  }

  locate(upload: UploadState, digest: Digest): BlobLocation {
    return locationOf(parseUploadId(upload.store.id), digest);
  }

  async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    const parsed = parseUpload(upload);
    await commitUpload(this.#bucket, parsed, digest);
    // The blob is there; what can't be freed now is swept some day.
    await forgetUpload(this.#bucket, parsed).catch(() => {});
    return location;
  }

  async abort({ store }: UploadState): Promise<void> {
    if (isName(store.id)) await abortUpload(this.#bucket, store.id);
  }

  async read(location: BlobLocation, options: ReadOptions = {}): Promise<Readable> {
    if (!isLocation(location)) throw new RegistryError('BLOB_UNKNOWN', 'the blob is not stored');
    return openBlob(this.#bucket, location, options);
  }

  async stat(location: BlobLocation): Promise<{ readonly size: number } | undefined> {
    return isLocation(location) ? this.#bucket.find(location) : undefined;
  }

  async delete(location: BlobLocation): Promise<void> {
    if (isLocation(location)) await this.#bucket.delete(location);
  }

  list(): AsyncIterable<StoredBlob> {
    return listBlobs(this.#bucket);
  }

  /** It is made without asking S3, so it may be a URL of a blob that is gone. A week is the longest that one works. */
  async directUrl(location: BlobLocation, { expiresInSeconds }: DirectUrlOptions): Promise<URL | undefined> {
    return isLocation(location) ? this.#bucket.sign(this.#publicClient, location, expiresInSeconds) : undefined;
  }

  async check(signal?: AbortSignal): Promise<void> {
    // Always under one name: however often a process dies here, one small object is left at most.
    await this.#bucket.put('probe', Buffer.from('probe'), { signal });
    await this.#bucket.delete('probe', signal);
  }

  /**
   * Frees what was left by uploads that nobody ended, such as those of a replica that died; gives how many objects and
   * multipart uploads that were. It must not be younger than the oldest upload that may still go on: a week and more.
   */
  sweep({ olderThan }: { readonly olderThan: Date }): Promise<number> {
    return sweepUploads(this.#bucket, olderThan);
  }

  async close(): Promise<void> {
    this.#client.destroy();
    this.#publicClient.destroy();
  }
}
