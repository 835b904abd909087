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
  RegistryId,
  StoredBlob,
  SweepOptions,
  UploadState,
} from '@lading/core';
import { RegistryError } from '@lading/core';
import { adoptedKeyOf, isLocation, isName } from './blob/blob-keys.js';
import { openBlob } from './blob/blob-reader.js';
import { listBlobs } from './blob/list-blobs.js';
import { createS3Client } from './bucket/create-s3-client.js';
import { readOwner, writeOwner } from './bucket/owner-object.js';
import { S3Bucket } from './bucket/s3-bucket.js';
import { checkS3Options, type S3BlobStoreOptions } from './s3-blob-store-options.js';
import { abortUpload, forgetUpload } from './upload/abort-upload.js';
import { adoptObject, verifyAdopted } from './upload/adopt-object.js';
import { appendToUpload } from './upload/append-to-upload.js';
import { commitUpload } from './upload/commit-upload.js';
import { type PartOptions, partOptions } from './upload/part-options.js';
import { formatUpload, locationOf, newUpload, parseUpload } from './upload/s3-upload.js';
import { sweepUploads } from './upload/sweep-uploads.js';

/**
 * Keeps blobs as objects of an S3 bucket that all replicas share. Each blob is written once, at its final key. Any replica
 * can continue an upload with only its state.
 */
export class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #signingClient: S3Client;
  readonly #bucket: S3Bucket;
  /** For objects that other programs have written, under any key. */
  readonly #wholeBucket: S3Bucket;
  readonly #parts: PartOptions;
  /** The name of its bucket. */
  readonly bucket: string;
  /** The size of a part. Smaller chunks are read back and written again until a part is full. */
  readonly preferredChunkBytes: number;

  /**
   * @throws TypeError that names an unknown, missing or wrong option
   * @throws RangeError if S3 does not allow parts of this size
   */
  constructor(options: S3BlobStoreOptions) {
    checkS3Options('S3BlobStore', options);
    const { bucket, prefix = '', endpoint, publicEndpoint = endpoint } = options;
    this.bucket = bucket;
    this.#parts = partOptions(options);
    this.preferredChunkBytes = this.#parts.partSize;
    this.#client = createS3Client(options);
    // Otherwise the URL contains the checksum of an empty body.
    this.#signingClient = createS3Client({ ...options, checksums: 'when-required' }, publicEndpoint);
    this.#bucket = new S3Bucket(this.#client, bucket, prefix, options);
    this.#wholeBucket = new S3Bucket(this.#client, bucket, '', options);
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

  /**
   * Begins an upload whose bytes are an existing object in the bucket, under any key, without a copy. The commit reads the
   * object and checks its digest. The blob is then read from this object. `delete` does not delete it, because it belongs
   * to another program, which must neither change nor delete it.
   * @returns `undefined` if there is no such object
   */
  async adopt(key: string): Promise<UploadState | undefined> {
    const adopted = await adoptObject(this.#wholeBucket, key);
    return adopted && formatUpload(adopted);
  }

  locate(upload: UploadState, digest: Digest): BlobLocation {
    return locationOf(parseUpload(upload), digest);
  }

  async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    const parsed = parseUpload(upload);
    const { adopted, size } = parsed;
    if (adopted !== undefined) {
      await verifyAdopted(this.#wholeBucket, adopted, size, digest);
      return location;
    }
    await commitUpload(this.#bucket, parsed, digest);
    // The blob is committed. `sweep` deletes objects that cannot be deleted now.
    await forgetUpload(this.#bucket, parsed).catch(() => {});
    return location;
  }

  async abort({ store }: UploadState): Promise<void> {
    if (isName(store.id)) await abortUpload(this.#bucket, store.id);
  }

  async read(location: BlobLocation, options: ReadOptions = {}): Promise<Readable> {
    const object = this.#objectAt(location);
    if (object === undefined) throw new RegistryError('BLOB_UNKNOWN', 'the blob is not stored');
    return openBlob(object.bucket, object.key, options);
  }

  async stat(location: BlobLocation): Promise<{ readonly size: number } | undefined> {
    const object = this.#objectAt(location);
    return object?.bucket.find(object.key);
  }

  async delete(location: BlobLocation): Promise<void> {
    if (isLocation(location)) await this.#bucket.delete(location);
  }

  list(): AsyncIterable<StoredBlob> {
    return listBlobs(this.#bucket);
  }

  /** Does not ask S3, so the blob may no longer exist. The URL is valid for at most a week. */
  async directUrl(location: BlobLocation, { expiresInSeconds }: DirectUrlOptions): Promise<URL | undefined> {
    const object = this.#objectAt(location);
    return object?.bucket.sign(this.#signingClient, object.key, expiresInSeconds);
  }

  findOwner(signal?: AbortSignal): Promise<RegistryId | undefined> {
    return readOwner(this.#bucket, signal);
  }

  setOwner(id: RegistryId): Promise<RegistryId> {
    return writeOwner(this.#bucket, id);
  }

  async check(signal?: AbortSignal): Promise<void> {
    // The object always has the same key, so a process that dies here leaves at most one small object.
    await this.#bucket.put('probe', Buffer.from('probe'), { signal });
    await this.#bucket.delete('probe', signal);
  }

  /** Returns the number of deleted objects and multipart uploads. */
  sweep({ olderThan }: SweepOptions): Promise<number> {
    return sweepUploads(this.#bucket, olderThan);
  }

  async close(): Promise<void> {
    this.#client.destroy();
    this.#signingClient.destroy();
  }

  #objectAt(location: BlobLocation): { readonly bucket: S3Bucket; readonly key: string } | undefined {
    const adopted = adoptedKeyOf(location);
    if (adopted !== undefined) return { bucket: this.#wholeBucket, key: adopted };
    return isLocation(location) ? { bucket: this.#bucket, key: location } : undefined;
  }
}
