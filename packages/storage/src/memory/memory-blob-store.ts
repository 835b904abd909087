import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type AppendOptions,
  type BlobLocation,
  type BlobStore,
  checkOptions,
  type Digest,
  eachUntilAborted,
  lengthOf,
  matchesDigest,
  parseVerifiableDigest,
  type ReadOptions,
  RegistryError,
  type RegistryId,
  type StoredBlob,
  type UploadState,
} from '@lading/core';

interface Content {
  readonly bytes: Buffer;
  readonly modifiedAt: Date;
}

const readBytes = 1024 * 1024;

/** Keeps blobs in the memory of one process: for tests, for trials, and as the shortest example of a `BlobStore`. */
export class MemoryBlobStore implements BlobStore {
  readonly #uploads = new Map<string, readonly Uint8Array[]>();
  readonly #blobs = new Map<BlobLocation, Content>();
  #owner: RegistryId | undefined;

  /**
   * @param options has no members
   * @throws TypeError that names an unknown option
   */
  constructor(options: Readonly<Record<never, never>> = {}) {
    checkOptions('MemoryBlobStore', options, {});
  }

  async begin(): Promise<UploadState> {
    const id = randomUUID();
    this.#uploads.set(id, []);
    return { size: 0, store: { id } };
  }

  async append(
    upload: UploadState,
    bytes: AsyncIterable<Uint8Array>,
    options: AppendOptions = {},
  ): Promise<UploadState> {
    const added: Uint8Array[] = [];
    for await (const chunk of eachUntilAborted(bytes, options.signal)) added.push(Buffer.from(chunk));
    const parts = [...this.#partsOf(upload), ...added];
    this.#uploads.set(idOf(upload), parts);
    return { ...upload, size: sizeOf(parts) };
  }

  locate(upload: UploadState, digest: Digest): BlobLocation {
    return `${parseVerifiableDigest(digest)}/${idOf(upload)}` as BlobLocation;
  }

  async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    if (this.#blobs.has(location)) return location;
    const bytes = Buffer.concat(this.#partsOf(upload));
    if (!matchesDigest(bytes, digest)) throw new RegistryError('DIGEST_INVALID', 'the content has another digest');
    this.#uploads.delete(idOf(upload));
    this.#blobs.set(location, { bytes, modifiedAt: new Date() });
    return location;
  }

  async abort(upload: UploadState): Promise<void> {
    this.#uploads.delete(idOf(upload));
  }

  async read(location: BlobLocation, { range, size, signal }: ReadOptions = {}): Promise<Readable> {
    signal?.throwIfAborted();
    const content = this.#blobs.get(location);
    if (content === undefined) throw new RegistryError('BLOB_UNKNOWN', 'the blob is not stored');
    const { bytes } = content;
    if (size !== undefined && bytes.byteLength !== size)
      throw new RegistryError('BLOB_UNKNOWN', `the stored blob has ${bytes.byteLength} bytes, not ${size}`);
    const wanted = range === undefined ? bytes : bytes.subarray(range.first, range.last + 1);
    if (range !== undefined && wanted.byteLength !== lengthOf(range))
      throw new RangeError('the range does not lie within the blob');
    return Readable.from(slices(wanted), { objectMode: false, ...(signal === undefined ? {} : { signal }) });
  }

  async stat(location: BlobLocation): Promise<{ readonly size: number } | undefined> {
    const content = this.#blobs.get(location);
    return content === undefined ? undefined : { size: content.bytes.byteLength };
  }

  async delete(location: BlobLocation): Promise<void> {
    this.#blobs.delete(location);
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (const [location, { bytes, modifiedAt }] of this.#blobs) yield { location, size: bytes.byteLength, modifiedAt };
  }

  async findOwner(): Promise<RegistryId | undefined> {
    return this.#owner;
  }

  async setOwner(id: RegistryId): Promise<RegistryId> {
    this.#owner ??= id;
    return this.#owner;
  }

  async check(): Promise<void> {}

  /** The parts that make up the given state; what a failed try left beyond them is passed over. */
  #partsOf(upload: UploadState): readonly Uint8Array[] {
    const parts = this.#uploads.get(idOf(upload));
    if (parts === undefined) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the upload is not known');
    const kept: Uint8Array[] = [];
    let missing = upload.size;
    for (const part of parts) {
      if (missing === 0) break;
      kept.push(part.subarray(0, missing));
      missing -= Math.min(part.byteLength, missing);
    }
    if (missing > 0) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'a part of the upload is gone');
    return kept;
  }
}

function idOf(upload: UploadState): string {
  return String(upload.store.id);
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

function* slices(bytes: Buffer): Iterable<Buffer> {
  for (let position = 0; position < bytes.byteLength; position += readBytes)
    yield bytes.subarray(position, position + readBytes);
}
