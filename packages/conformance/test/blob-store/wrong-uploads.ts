import { type AppendOptions, type BlobLocation, type Digest, RegistryError, type UploadState } from '@lading/core';
import { RightBlobStore } from './right-blob-store.js';

export class KeepsLeftovers extends RightBlobStore {
  protected override contentOf(upload: UploadState): Buffer {
    super.contentOf(upload);
    return this.shelf.uploads.get(this.idOf(upload)) as Buffer;
  }

  override async append(upload: UploadState, bytes: AsyncIterable<Uint8Array>): Promise<UploadState> {
    for await (const chunk of bytes)
      this.shelf.uploads.set(this.idOf(upload), Buffer.concat([this.contentOf(upload), chunk]));
    return { ...upload, size: this.contentOf(upload).byteLength };
  }
}

export class ForgetsAnUploadThatBreaksOff extends RightBlobStore {
  override async append(
    upload: UploadState,
    bytes: AsyncIterable<Uint8Array>,
    options?: AppendOptions,
  ): Promise<UploadState> {
    return super.append(upload, bytes, options).catch(async (error) => {
      await this.abort(upload);
      throw error;
    });
  }
}

export class HidesTheFailureOfTheSource extends RightBlobStore {
  protected override async *sourceOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    try {
      yield* bytes;
    } catch {
      // What came is kept, as if it were all.
    }
  }
}

export class KeepsUploadsInTheInstance extends RightBlobStore {
  readonly #mine = new Set<string>();

  override async begin(): Promise<UploadState> {
    const upload = await super.begin();
    this.#mine.add(this.idOf(upload));
    return upload;
  }

  protected override contentOf(upload: UploadState): Buffer {
    if (!this.#mine.has(this.idOf(upload))) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'not mine');
    return super.contentOf(upload);
  }
}

export class ChangesTheGivenState extends RightBlobStore {
  override async append(upload: UploadState, bytes: AsyncIterable<Uint8Array>): Promise<UploadState> {
    return Object.assign(upload, await super.append(upload, bytes));
  }
}

export class MixesUploads extends RightBlobStore {
  override async begin(): Promise<UploadState> {
    this.shelf.uploads.set('only', Buffer.alloc(0));
    return { size: 0, store: { id: 'only' } };
  }
}

export class KeepsOnlyTheLastAppend extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const content = this.contentOf(upload);
    if (content.byteLength > 2_000_000) this.shelf.uploads.set(this.idOf(upload), content.subarray(-300_000));
    return super.commit(upload, digest);
  }
}

export class EndsAtAnEmptyPiece extends RightBlobStore {
  protected override async *sourceOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      if (chunk.byteLength === 0) return;
      yield chunk;
    }
  }
}

export class LosesLargePieces extends RightBlobStore {
  protected override async *sourceOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) yield chunk.subarray(0, 262_144);
  }
}

export class HoldsAppendsInMemory extends RightBlobStore {
  override async append(upload: UploadState, bytes: AsyncIterable<Uint8Array>): Promise<UploadState> {
    const held: Uint8Array[] = [];
    let size = upload.size;
    for await (const chunk of bytes) {
      // Enough to be found out, and no more than that.
      if (size > 134_217_728 && held.length < 1000) held.push(chunk);
      size += chunk.byteLength;
    }
    return { ...upload, size };
  }

  protected override verify(): void {}
}

export class KeepsAbortedUploads extends RightBlobStore {
  override async abort(): Promise<void> {}
}

export class DeletesTheBlobOnAbort extends RightBlobStore {
  override async abort(upload: UploadState): Promise<void> {
    await super.abort(upload);
    for (const location of this.shelf.blobs.keys())
      if (location.endsWith(this.idOf(upload))) this.shelf.blobs.delete(location);
  }
}

export class BringsAbortedUploadsBack extends RightBlobStore {
  protected override requireOpen(): void {}
}
