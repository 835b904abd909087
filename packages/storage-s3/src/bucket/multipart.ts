import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type Part,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { cancelledBy, type S3Bucket } from './s3-bucket.js';
import { isAbsentMultipart, onS3 } from './s3-failure.js';

/** A part that S3 has, in the form that completes the upload. */
export interface StoredPart extends CompletedPart {
  readonly PartNumber: number;
  readonly ETag: string;
}

/** A multipart upload of S3: bytes that nobody can read until it is completed. */
export class Multipart {
  private constructor(
    private readonly bucket: S3Bucket,
    private readonly key: string,
    readonly id: string,
  ) {}

  static async create(bucket: S3Bucket, key: string, signal?: AbortSignal): Promise<Multipart> {
    const request = { ...bucket.objectOf(key), ...bucket.creation, ...bucket.checksum };
    const command = new CreateMultipartUploadCommand(request);
    const { UploadId = '' } = await onS3(bucket.client.send(command, cancelledBy(signal)), signal);
    return new Multipart(bucket, key, UploadId);
  }

  static of(bucket: S3Bucket, key: string, id: string): Multipart {
    return new Multipart(bucket, key, id);
  }

  async putPart(number: number, bytes: Uint8Array, signal?: AbortSignal): Promise<StoredPart> {
    const command = new UploadPartCommand({
      ...this.#request,
      ...this.bucket.checksum,
      PartNumber: number,
      Body: bytes,
      ContentLength: bytes.byteLength,
    });
    const { ETag = '', ...answer } = await onS3(this.bucket.client.send(command, cancelledBy(signal)), signal);
    return { PartNumber: number, ETag, ...checksumsOf(answer) };
  }

  /** The first `count` parts, in order. */
  async listParts(count: number): Promise<(StoredPart & { readonly size: number })[]> {
    const parts: (StoredPart & { size: number })[] = [];
    let page: ListPartsCommandOutput | undefined;
    do {
      // The pagination of the SDK continues while there is a marker, and some stores send one with the last page.
      const command = new ListPartsCommand({ ...this.#request, PartNumberMarker: page?.NextPartNumberMarker });
      page = await onS3(this.bucket.client.send(command));
      for (const { PartNumber = 0, ETag = '', Size = 0, ...answer } of page.Parts ?? [])
        if (PartNumber <= count) parts.push({ PartNumber, ETag, size: Size, ...checksumsOf(answer) });
    } while (page.IsTruncated && parts.length < count);
    return parts;
  }

  /** Makes one object of the parts. The client also rejects an error that S3 reports with status 200. */
  async complete(parts: readonly StoredPart[]): Promise<void> {
    const command = new CompleteMultipartUploadCommand({ ...this.#request, MultipartUpload: { Parts: [...parts] } });
    await onS3(this.bucket.client.send(command));
  }

  /** Frees the parts. Does nothing if the upload was completed or no longer exists. */
  async abort(): Promise<void> {
    try {
      await onS3(this.bucket.client.send(new AbortMultipartUploadCommand(this.#request)));
    } catch (error) {
      if (!isAbsentMultipart(error)) throw error;
    }
  }

  get #request() {
    return { ...this.bucket.objectOf(this.key), UploadId: this.id };
  }
}

/** The checksums of a part, which S3 requires again to complete the upload. */
function checksumsOf({ ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 }: Part) {
  const checksums = { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 };
  return Object.fromEntries(Object.entries(checksums).filter(([, checksum]) => checksum !== undefined));
}
