import { openSync } from 'node:fs';
import { Readable } from 'node:stream';
import {
  type BlobContent,
  type BlobLocation,
  type Digest,
  type ReadOptions,
  RegistryError,
  type StoredBlob,
  type UploadState,
} from '@lading/core';
import { RightBlobStore } from './right-blob-store.js';

export class ForgetsRanges extends RightBlobStore {
  protected override streamOf(content: Buffer, { signal }: ReadOptions): Readable {
    return super.streamOf(content, signal ? { signal } : {});
  }
}

export class ReadsOneByteTooFew extends RightBlobStore {
  protected override streamOf(content: Buffer, options: ReadOptions): Readable {
    const { range } = options;
    const isLong = range !== undefined && range.last - range.first > 1_000_000;
    return super.streamOf(content, isLong ? { ...options, range: { ...range, last: range.last - 1 } } : options);
  }
}

/** Reads into memory as often as it is asked, destroyed or not, and from a place that may be wrong. */
class ContentInMemory extends Readable implements BlobContent {
  #position = 0;

  constructor(
    private readonly content: Buffer,
    private readonly step: (read: number) => number,
  ) {
    super({ read() {} });
  }

  async readInto(target: Uint8Array): Promise<number> {
    const size = this.content.copy(target, 0, this.#position);
    this.#position += this.step(size);
    return size;
  }
}

export class ReadsIntoMemoryAfterTheEnd extends RightBlobStore {
  protected override streamOf(content: Buffer, { range }: ReadOptions): Readable {
    return new ContentInMemory(range ? content.subarray(range.first, range.last + 1) : content, (read) => read);
  }
}

export class SkipsAByteWhenItReadsIntoMemory extends RightBlobStore {
  protected override streamOf(content: Buffer, { range }: ReadOptions): Readable {
    return new ContentInMemory(range ? content.subarray(range.first, range.last + 1) : content, (read) => read + 1);
  }
}

export class IgnoresTheExpectedSize extends RightBlobStore {
  protected override isOtherSize(): boolean {
    return false;
  }
}

export class ReadsMoreThanExpected extends RightBlobStore {
  protected override isOtherSize({ byteLength }: Buffer, { size }: ReadOptions): boolean {
    return size !== undefined && size > byteLength;
  }
}

export class RefusesASecondDelete extends RightBlobStore {
  override async delete(location: BlobLocation): Promise<void> {
    if (!this.shelf.blobs.delete(location)) throw new RegistryError('BLOB_UNKNOWN', 'already deleted');
  }
}

export class AnswersUnknownWithNothing extends RightBlobStore {
  override async read(location: BlobLocation, options?: ReadOptions): Promise<Readable> {
    return this.shelf.blobs.has(location) ? super.read(location, options) : this.streamOf(Buffer.alloc(0), {});
  }
}

export class EndsReadsEarlyOnDelete extends RightBlobStore {
  override async read(location: BlobLocation, options?: ReadOptions): Promise<Readable> {
    const { shelf } = this;
    const whole = await super.read(location, options);
    return whole.filter(() => shelf.blobs.has(location));
  }
}

export class IgnoresTheSignalOfARead extends RightBlobStore {
  protected override streamOf(content: Buffer, { range }: ReadOptions): Readable {
    return super.streamOf(content, range ? { range } : {});
  }
}

export class LeaksAFilePerRead extends RightBlobStore {
  override async read(location: BlobLocation, options?: ReadOptions): Promise<Readable> {
    openSync('/dev/null', 'r');
    return super.read(location, options);
  }
}

export class ListsHalf extends RightBlobStore {
  override async *list(): AsyncIterable<StoredBlob> {
    let count = 0;
    for await (const blob of super.list()) if (count++ < 40) yield blob;
  }
}

export class ListsUploads extends RightBlobStore {
  override async *list(): AsyncIterable<StoredBlob> {
    yield* super.list();
    for (const [id, { byteLength }] of this.shelf.uploads)
      yield { location: id as BlobLocation, size: byteLength, modifiedAt: new Date() };
  }
}

export class ListsWrongSizes extends RightBlobStore {
  override async *list(): AsyncIterable<StoredBlob> {
    for await (const blob of super.list()) yield { ...blob, size: 0 };
  }
}

export class IsNeverReady extends RightBlobStore {
  override async check(): Promise<void> {
    throw new RegistryError('UNAVAILABLE', 'not ready');
  }
}

export class LeavesAProbeBehind extends RightBlobStore {
  override async check(): Promise<void> {
    this.shelf.uploads.set('probe', Buffer.alloc(1));
  }
}

export class DeletesAllOfTheDigest extends RightBlobStore {
  override async delete(location: BlobLocation): Promise<void> {
    await new Promise(setImmediate);
    const [digest = ''] = location.split('/');
    for (const other of this.shelf.blobs.keys()) if (other.startsWith(digest)) this.shelf.blobs.delete(other);
  }
}

export class LosesTheEndOfLargeBlobs extends RightBlobStore {
  override async read(location: BlobLocation, options?: ReadOptions): Promise<Readable> {
    return (await super.read(location, options)).take(33);
  }
}

export class StopsToListWhenOthersDelete extends RightBlobStore {
  #deletes = 0;

  override async *list(): AsyncIterable<StoredBlob> {
    const before = this.#deletes;
    for await (const blob of super.list()) {
      yield blob;
      if (this.#deletes !== before) return;
    }
  }

  override async delete(location: BlobLocation): Promise<void> {
    this.#deletes++;
    await super.delete(location);
  }
}

export class RemembersDeletions extends RightBlobStore {
  readonly #deleted = new Set<string | undefined>();

  override async delete(location: BlobLocation): Promise<void> {
    this.#deleted.add(location.split('/')[0]);
    await super.delete(location);
  }

  override async commit(upload: UploadState, digest: Digest): Promise<BlobLocation> {
    const location = await super.commit(upload, digest);
    if (this.#deleted.has(digest)) this.shelf.blobs.delete(location);
    return location;
  }
}
