import type { IncomingMessage } from 'node:http';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ByteRange } from '@lading/core';
import type { S3BlobStoreOptions } from '../s3-blob-store-options.js';
import { isAbsentObject, isConflict, isOutsideObject, isUnsupported, onS3 } from './s3-failure.js';

export interface StoredObject {
  /** The key without the prefix. */
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** An object or a folder directly below another folder. Folders are parts of keys between slashes. */
export interface BucketEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The body of an object, and its description from S3. */
export interface OpenObject {
  readonly body: IncomingMessage;
  /** The size of the body in bytes. */
  readonly length: number;
  /** The size of the whole object in bytes; `undefined` if S3 did not report it. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
}

interface OpenOptions {
  readonly range?: ByteRange | undefined;
  /** Fails if the object no longer has this entity tag. */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** S3 accepts signed URLs for at most a week. */
const longestSecondsSigned = 7 * 24 * 60 * 60;

/** The objects below one prefix of a bucket. */
export class S3Bucket {
  constructor(
    readonly client: S3Client,
    readonly name: string,
    private readonly prefix: string,
    private readonly options: Pick<S3BlobStoreOptions, 'encryption' | 'checksums'>,
  ) {}

  /** The request fields that name an object. */
  objectOf(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.name, Key: this.prefix + key };
  }

  /** The request fields for every new object. */
  get creation() {
    const { algorithm, keyId } = this.options.encryption ?? {};
    return {
      ContentType: 'application/octet-stream',
      // For clients that are redirected to the object: its content never changes.
      CacheControl: 'private, max-age=31536000, immutable, no-transform',
      ...(algorithm === undefined ? {} : { ServerSideEncryption: algorithm }),
      ...(keyId === undefined ? {} : { SSEKMSKeyId: keyId }),
    };
  }

  /** A multipart upload must name the checksum algorithm of its parts. */
  get checksum() {
    return this.options.checksums === 'when-required' ? {} : ({ ChecksumAlgorithm: 'CRC32' } as const);
  }

  /** Puts an object unless the key has one. A store without conditional writes replaces it. */
  async create(key: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.put(key, bytes, { onlyIfAbsent: true });
    } catch (error) {
      if (isUnsupported(error)) await this.put(key, bytes);
      else if (!isConflict(error)) throw error;
    }
  }

  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<void> {
    const { signal, metadata = {}, onlyIfAbsent = false } = options;
    const command = new PutObjectCommand({
      ...this.objectOf(key),
      ...this.creation,
      Body: bytes,
      ContentLength: bytes.byteLength,
      Metadata: { ...metadata },
      ...(onlyIfAbsent && { IfNoneMatch: '*' }),
    });
    await onS3(this.client.send(command, cancelledBy(signal)), signal);
  }

  /** Opens an object; `undefined` if it does not exist. */
  async open(key: string, { range, etag, signal }: OpenOptions = {}): Promise<OpenObject | undefined> {
    const command = new GetObjectCommand({
      ...this.objectOf(key),
      ...(range === undefined ? {} : { Range: `bytes=${range.first}-${range.last}` }),
      ...(etag === undefined ? {} : { IfMatch: etag }),
    });
    try {
      const answer = await onS3(this.client.send(command, cancelledBy(signal)), signal);
      const { Body, ContentLength: length = -1, ETag } = answer;
      const size = range === undefined ? length : sizeOf(answer.ContentRange);
      return { body: Body as IncomingMessage, length, size, etag: ETag };
    } catch (error) {
      if (isAbsentObject(error)) return undefined;
      if (isOutsideObject(error)) throw new RangeError('the range does not lie within the blob', { cause: error });
      throw error;
    }
  }

  async find(key: string, signal?: AbortSignal): Promise<{ readonly size: number } | undefined> {
    try {
      const command = new HeadObjectCommand(this.objectOf(key));
      const { ContentLength = 0 } = await onS3(this.client.send(command, cancelledBy(signal)), signal);
      return { size: ContentLength };
    } catch (error) {
      if (isAbsentObject(error)) return undefined;
      throw error;
    }
  }

  /** Deletes an object if it exists. */
  async delete(key: string, signal?: AbortSignal): Promise<void> {
    try {
      await onS3(this.client.send(new DeleteObjectCommand(this.objectOf(key)), cancelledBy(signal)), signal);
    } catch (error) {
      if (!isAbsentObject(error)) throw error;
    }
  }

  /** Lists all objects whose keys begin with `start`, with one page in memory at a time. */
  async *list(start: string): AsyncGenerator<StoredObject, void, undefined> {
    const request = { Bucket: this.name, Prefix: this.prefix + start };
    const pages = paginateListObjectsV2({ client: this.client }, request)[Symbol.asyncIterator]();
    while (true) {
      const { done, value: page } = await onS3(pages.next());
      if (done) return;
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
        yield { key: Key.slice(this.prefix.length), size: Size, modifiedAt: LastModified };
    }
  }

  /** Lists the objects and folders directly below `start`, which ends with a slash. Each page has its folders first. */
  async *entries(start: string): AsyncGenerator<BucketEntry, void, undefined> {
    const below = this.prefix.length + start.length;
    const request = { Bucket: this.name, Prefix: this.prefix + start, Delimiter: '/' };
    const pages = paginateListObjectsV2({ client: this.client }, request)[Symbol.asyncIterator]();
    while (true) {
      const { done, value: page } = await onS3(pages.next());
      if (done) return;
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) yield { name: Prefix.slice(below, -1), isFolder: true };
      for (const { Key = '' } of page.Contents ?? [])
        if (Key.length > below) yield { name: Key.slice(below), isFolder: false };
    }
  }

  /** A URL with which anybody can read an object for a limited time. */
  async sign(client: S3Client, key: string, seconds: number): Promise<URL> {
    const command = new GetObjectCommand(this.objectOf(key));
    const expiresIn = Math.min(Math.ceil(seconds), longestSecondsSigned);
    return new URL(await onS3(getSignedUrl(client, command, { expiresIn })));
  }
}

/** The size of the whole object, from the `Content-Range` of a range. */
function sizeOf(contentRange: string | undefined): number | undefined {
  const [, size] = /\/(\d+)$/.exec(contentRange ?? '') ?? [];
  return size === undefined ? undefined : Number(size);
}

interface PutOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onlyIfAbsent?: boolean;
  /** Metadata for people; the store does not read it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export function cancelledBy(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}
