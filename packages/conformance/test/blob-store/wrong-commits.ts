import {
  type AppendOptions,
  algorithmOf,
  type BeginOptions,
  type BlobLocation,
  type Digest,
  digestOf,
  isVerifiable,
  RegistryError,
  type UploadState,
} from '@lading/core';
import { RightBlobStore } from './right-blob-store.js';

export class SkipsDigestCheck extends RightBlobStore {
  protected override verify(): void {}
}

export class TakesOnlySha256 extends RightBlobStore {
  protected override verify(content: Buffer, digest: Digest): void {
    if (digestOf(content) !== digest) throw new RegistryError('DIGEST_INVALID', 'another digest');
  }
}

export class TrustsTheAnnouncedAlgorithm extends RightBlobStore {
  override async begin(options: BeginOptions = {}): Promise<UploadState> {
    const upload = await super.begin();
    return { ...upload, store: { ...upload.store, algorithm: options.algorithm ?? 'sha256' } };
  }

  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    if (upload.store.algorithm !== algorithmOf(digest)) throw new RegistryError('DIGEST_INVALID', 'another algorithm');
    return super.commit(upload, digest);
  }
}

export class TakesDigestsItCannotVerify extends RightBlobStore {
  override locate(upload: UploadState, digest: Digest): BlobLocation {
    return `${digest}/${this.idOf(upload)}` as BlobLocation;
  }

  protected override verify(content: Buffer, digest: Digest): void {
    if (isVerifiable(digest)) super.verify(content, digest);
  }
}

export class RefusesNothing extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    if (upload.size === 0) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'no bytes');
    return super.commit(upload, digest);
  }
}

export class CommitsLater extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    setTimeout(() => super.commit(upload, digest).catch(() => {}), 100);
    return this.locate(upload, digest);
  }
}

export class CommitsInParts extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = this.locate(upload, digest);
    this.shelf.blobs.set(location, this.contentOf(upload).subarray(0, upload.size / 2));
    await new Promise((resolve) => setTimeout(resolve, 10));
    this.shelf.blobs.delete(location);
    return super.commit(upload, digest);
  }
}

export class PublishesEarly extends RightBlobStore {
  override async append(
    upload: UploadState,
    bytes: AsyncIterable<Uint8Array>,
    options?: AppendOptions,
  ): Promise<UploadState> {
    const next = await super.append(upload, bytes, options);
    const content = this.contentOf(next);
    this.shelf.blobs.set(this.locate(next, digestOf(content)), content);
    return next;
  }
}

export class PublishesBeforeItVerifies extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    this.shelf.blobs.set(this.locate(upload, digest), this.contentOf(upload));
    this.verify(this.contentOf(upload), digest);
    return super.commit(upload, digest);
  }
}

export class DropsTheUploadOnAWrongDigest extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    return super.commit(upload, digest).finally(() => this.abort(upload));
  }
}

export class NamesBlobsByDigest extends RightBlobStore {
  override locate(_upload: UploadState, digest: Digest): BlobLocation {
    return digest as string as BlobLocation;
  }
}

export class LocatesElsewhere extends RightBlobStore {
  #count = 0;

  override locate(upload: UploadState, digest: Digest): BlobLocation {
    return `${super.locate(upload, digest)}/${this.#count++}` as BlobLocation;
  }
}

export class CommitsOnlyOnce extends RightBlobStore {
  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    this.contentOf(upload);
    return super.commit(upload, digest);
  }
}

export class FailsWhenCommitsMeet extends RightBlobStore {
  readonly #running = new Set<string>();

  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const id = this.idOf(upload);
    if (this.#running.has(id)) throw new Error('a commit of this upload is running');
    this.#running.add(id);
    await new Promise(setImmediate);
    return super.commit(upload, digest).finally(() => this.#running.delete(id));
  }
}
