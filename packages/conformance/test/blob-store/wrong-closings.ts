import { type AppendOptions, RegistryError, type SweepOptions, type UploadState } from '@lading/core';
import { RightBlobStore } from './right-blob-store.js';

type Bytes = AsyncIterable<Uint8Array>;

export class LosesTheLastAppend extends RightBlobStore {
  override async append(upload: UploadState, bytes: Bytes, options?: AppendOptions): Promise<UploadState> {
    const next = await super.append(upload, bytes, options);
    return options?.closing === undefined ? next : upload;
  }
}

export class TakesTheLastAppendForAll extends RightBlobStore {
  override async append(upload: UploadState, bytes: Bytes, options?: AppendOptions): Promise<UploadState> {
    return super.append(options?.closing === undefined ? upload : { ...upload, size: 0 }, bytes, options);
  }
}

export class PublishesTheLastAppend extends RightBlobStore {
  override async append(upload: UploadState, bytes: Bytes, options?: AppendOptions): Promise<UploadState> {
    const next = await super.append(upload, bytes, options);
    if (options?.closing !== undefined) this.shelf.blobs.set(this.locate(next, options.closing), this.contentOf(next));
    return next;
  }
}

export class TakesNothingAfterTheLastAppend extends RightBlobStore {
  override async append(upload: UploadState, bytes: Bytes, options?: AppendOptions): Promise<UploadState> {
    if (upload.store.closed === true) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'closed');
    const next = await super.append(upload, bytes, options);
    return options?.closing === undefined ? next : { ...next, store: { ...next.store, closed: true } };
  }
}

export class SweepsBlobs extends RightBlobStore {
  async sweep(_options: SweepOptions): Promise<number> {
    const { size } = this.shelf.blobs;
    this.shelf.blobs.clear();
    return size;
  }
}
