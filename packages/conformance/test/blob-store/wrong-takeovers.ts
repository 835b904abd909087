import { randomUUID } from 'node:crypto';
import {
  type BlobLocation,
  type Digest,
  digestOf,
  parseVerifiableDigest,
  RegistryError,
  type UploadState,
} from '@lading/core';
import { RightBlobStore } from './right-blob-store.js';

/** Stores the bytes of each writer separately, but commits all writers of an upload to one location. */
export class HasOneLocationPerUpload extends RightBlobStore {
  override async append(...parameters: Parameters<RightBlobStore['append']>): Promise<UploadState> {
    const [upload, ...rest] = parameters;
    const own = { ...upload, store: { ...upload.store, name: randomUUID() } };
    this.shelf.uploads.set(this.idOf(own), this.contentOf(upload));
    return super.append(own, ...rest);
  }

  override locate(upload: UploadState, digest: Digest): BlobLocation {
    parseVerifiableDigest(digest);
    return String(upload.store.id) as BlobLocation;
  }

  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const content = this.contentOf(upload);
    this.verify(content, digest);
    this.shelf.blobs.set(this.locate(upload, digest), content);
    return this.locate(upload, digest);
  }

  protected override idOf({ store }: UploadState): string {
    return String(store.name ?? store.id);
  }
}

/** Commits the bytes that are stored now, although its digest is that of the bytes it was given. */
export class TrustsTheDigestOfTheState extends RightBlobStore {
  override async append(...parameters: Parameters<RightBlobStore['append']>): Promise<UploadState> {
    const upload = await super.append(...parameters);
    return { ...upload, store: { ...upload.store, digest: digestOf(this.contentOf(upload)) } };
  }

  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    if (upload.store.digest !== digest) return super.commit(upload, digest);
    this.shelf.blobs.set(this.locate(upload, digest), this.contentOf(upload));
    return this.locate(upload, digest);
  }
}

/** Deletes bytes of another writer. */
export class ClearsUpAfterACommitThatCameTooLate extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    if (!this.shelf.blobs.delete(location)) return super.commit(upload, digest);
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'unknown');
  }
}
