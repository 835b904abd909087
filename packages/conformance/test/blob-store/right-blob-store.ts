import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type AppendOptions,
  type BeginOptions,
  type BlobLocation,
  type BlobStore,
  type Digest,
  matchesDigest,
  parseVerifiableDigest,
  type ReadOptions,
  RegistryError,
  type RegistryId,
  type StoredBlob,
  type UploadState,
} from '@lading/core';

/** What all instances on one storage share. */
export class Shelf {
  readonly uploads = new Map<string, Buffer>();
  readonly blobs = new Map<string, Buffer>();
  owner: RegistryId | undefined;
}

/** A store that keeps its promises, from which the wrong ones differ in one point each. */
export class RightBlobStore implements BlobStore {
  constructor(protected readonly shelf: Shelf) {}

  async begin(_options?: BeginOptions): Promise<UploadState> {
    const id = randomUUID();
    this.shelf.uploads.set(id, Buffer.alloc(0));
    return { size: 0, store: { id } };
  }

  async append(upload: UploadState, bytes: AsyncIterable<Uint8Array>, options?: AppendOptions): Promise<UploadState> {
    const chunks: Uint8Array[] = [this.contentOf(upload)];
    for await (const chunk of this.sourceOf(bytes, options?.signal)) chunks.push(chunk);
    const content = Buffer.concat(chunks);
    this.requireOpen(upload);
    this.shelf.uploads.set(this.idOf(upload), content);
    return { ...upload, size: content.byteLength };
  }

  locate(upload: UploadState, digest: Digest): BlobLocation {
    return `${parseVerifiableDigest(digest)}/${this.idOf(upload)}` as BlobLocation;
  }

  async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    if (this.shelf.blobs.has(location)) return location;
    const content = this.contentOf(upload);
    this.verify(content, digest);
    this.shelf.uploads.delete(this.idOf(upload));
    this.shelf.blobs.set(location, content);
    return location;
  }

  async abort(upload: UploadState): Promise<void> {
    this.shelf.uploads.delete(this.idOf(upload));
  }

  async read(location: BlobLocation, options: ReadOptions = {}): Promise<Readable> {
    const content = this.shelf.blobs.get(location);
    if (content === undefined || this.isOtherSize(content, options)) throw new RegistryError('BLOB_UNKNOWN', 'unknown');
    return this.streamOf(content, options);
  }

  async stat(location: BlobLocation): Promise<{ readonly size: number } | undefined> {
    const content = this.shelf.blobs.get(location);
    return content && { size: content.byteLength };
  }

  async delete(location: BlobLocation): Promise<void> {
    this.shelf.blobs.delete(location);
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (const [location, { byteLength }] of this.shelf.blobs)
      yield { location: location as BlobLocation, size: byteLength, modifiedAt: new Date() };
  }

  async findOwner(): Promise<RegistryId | undefined> {
    return this.shelf.owner;
  }

  async setOwner(id: RegistryId): Promise<RegistryId> {
    this.shelf.owner ??= id;
    return this.shelf.owner;
  }

  async check(): Promise<void> {}

  protected isOtherSize(content: Buffer, { size }: ReadOptions): boolean {
    return size !== undefined && size !== content.byteLength;
  }

  protected idOf(upload: UploadState): string {
    return String(upload.store.id);
  }

  protected contentOf(upload: UploadState): Buffer {
    const content = this.shelf.uploads.get(this.idOf(upload));
    if (content === undefined) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'unknown');
    return content.subarray(0, upload.size);
  }

  protected requireOpen(upload: UploadState): void {
    this.contentOf(upload);
  }

  protected verify(content: Buffer, digest: Digest): void {
    if (!matchesDigest(content, digest)) throw new RegistryError('DIGEST_INVALID', 'another digest');
  }

  protected sourceOf(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return Readable.from(bytes, { objectMode: true, ...(signal && { signal }) });
  }

  protected streamOf(content: Buffer, { range, signal }: ReadOptions): Readable {
    const wanted = range === undefined ? content : content.subarray(range.first, range.last + 1);
    const chunks = Array.from({ length: Math.ceil(wanted.byteLength / 65_536) }, (_, index) =>
      wanted.subarray(index * 65_536, (index + 1) * 65_536),
    );
    return Readable.from(chunks, { objectMode: true, highWaterMark: 1, ...(signal && { signal }) });
  }
}
