import { createHash } from 'node:crypto';
import { blobKey, uploadUnknown } from '../blob/blob-keys.js';
import { Multipart, type StoredPart } from '../bucket/multipart.js';
import type { S3Bucket } from '../bucket/s3-bucket.js';
import { isAbsentMultipart } from '../bucket/s3-failure.js';
import { PartBuffer } from './part-buffer.js';
import type { PartOptions } from './part-options.js';
import { partSizeOf } from './part-size.js';
import { ResumableDigest } from './resumable-digest.js';
import type { S3Upload, UploadParts } from './s3-upload.js';

/** For an upload that has no parts yet. */
interface NewParts {
  /** The name of the blob below the upload. */
  readonly name: string;
  readonly beforeFirstPart: () => Promise<void>;
}

/** Adds a part to the seal of the parts before it. Some stores put quotes around an entity tag in only some responses. */
export function sealWith(seal: string, { PartNumber, ETag }: StoredPart): string {
  return createHash('sha256')
    .update(`${seal} ${PartNumber} ${ETag.replaceAll('"', '')}`)
    .digest('hex');
}

/**
 * Splits bytes into parts and sends several at once. Its memory is bounded: it holds `partsAtOnce` parts that are being sent
 * and one that is being filled. Of the larger later parts, it sends fewer at once.
 */
export class PartWriter {
  #buffer: PartBuffer;
  #digest: ResumableDigest | undefined;
  #multipart: Multipart | undefined;
  #number: number;
  #size: number;
  readonly #name: string;
  readonly #key: string;
  readonly #free: PartBuffer[] = [];
  readonly #sending = new Map<number, Promise<StoredPart>>();
  readonly #sent: StoredPart[] = [];
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;

  constructor(
    private readonly bucket: S3Bucket,
    private readonly upload: S3Upload,
    private readonly options: PartOptions & NewParts,
    signal: AbortSignal | undefined,
  ) {
    this.#signal = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
    const { parts } = upload;
    this.#number = (parts?.count ?? 0) + 1;
    this.#size = parts?.size ?? 0;
    this.#name = parts?.name ?? options.name;
    this.#key = blobKey(upload.id, this.#name);
    this.#multipart = parts && Multipart.of(bucket, this.#key, parts.uploadId);
    this.#buffer = new PartBuffer(partSizeOf(this.#number, options.partSize));
  }

  /** Whether there is a full part. */
  get hasParts(): boolean {
    return this.#multipart !== undefined;
  }

  /** The bytes after the last full part. */
  get rest(): Uint8Array {
    return this.#buffer.content;
  }

  async write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.byteLength > 0) {
      rest = this.#buffer.take(rest);
      if (this.#buffer.isFull) await this.#sendPart();
    }
  }

  /** Resolves when S3 has all full parts. */
  async finish(): Promise<UploadParts | undefined> {
    await Promise.all(this.#sending.values());
    if (this.#sent.length === 0) return this.upload.parts;
    const inOrder = this.#sent.sort((one, other) => one.PartNumber - other.PartNumber);
    return {
      name: this.#name,
      uploadId: this.#multipart?.id ?? '',
      count: this.#number - 1,
      size: this.#size,
      seal: inOrder.reduce(sealWith, this.upload.parts?.seal ?? ''),
      digestState: this.#digest?.save() ?? '',
    };
  }

  /** Cancels running requests, and aborts the multipart upload if no state contains it. */
  async discard(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#sending.values());
    if (this.upload.parts === undefined) await this.#multipart?.abort().catch(() => {});
  }

  async #sendPart(): Promise<void> {
    const [buffer, number] = [this.#buffer, this.#number];
    await this.#waitForRoom(buffer.capacity);
    this.#multipart ??= await this.#begin();
    const sending = this.#send(this.#multipart, number, buffer);
    // The next wait reports a failure. Until then it must not count as unhandled.
    sending.catch(() => {});
    this.#sending.set(number, sending);
    await this.#hash(buffer.content);
    this.#number += 1;
    this.#size += buffer.capacity;
    this.#buffer = this.#emptyBuffer(partSizeOf(this.#number, this.options.partSize));
  }

  async #begin(): Promise<Multipart> {
    await this.options.beforeFirstPart();
    return Multipart.create(this.bucket, this.#key, this.#signal);
  }

  async #send(multipart: Multipart, number: number, buffer: PartBuffer): Promise<StoredPart> {
    try {
      const part = await multipart.putPart(number, buffer.content, this.#signal);
      this.#sent.push(part);
      this.#sending.delete(number);
      this.#free.push(buffer);
      return part;
    } catch (error) {
      throw isAbsentMultipart(error) ? uploadUnknown(error) : error;
    }
  }

  async #hash(bytes: Uint8Array): Promise<void> {
    const { algorithm, parts } = this.upload;
    this.#digest ??= await ResumableDigest.begin(algorithm, parts?.digestState);
    await this.#digest.update(bytes);
  }

  async #waitForRoom(size: number): Promise<void> {
    const { partSize, partsAtOnce } = this.options;
    const atOnce = Math.max(1, Math.floor((partSize * partsAtOnce) / size));
    while (this.#sending.size >= atOnce) await Promise.race(this.#sending.values());
  }

  #emptyBuffer(capacity: number): PartBuffer {
    const buffer = this.#free.pop();
    if (buffer?.capacity !== capacity) return new PartBuffer(capacity);
    buffer.clear();
    return buffer;
  }
}
