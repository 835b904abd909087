import type { Readable } from 'node:stream';
import {
  type BlobRecord,
  type BlobStore,
  type Blobs,
  type ByteRange,
  type Digest,
  parseVerifiableDigest,
  RegistryError,
  type RepositoryName,
} from '@lading/core';
import type { Caller } from '../access/caller.js';
import type { HooksService } from '../hooks/hooks.service.js';
import type { RedirectSettings, RegistryAllowances } from '../registry.options.js';

export interface BlobsServiceOptions {
  readonly allow: Pick<RegistryAllowances, 'deleteBlobs'>;
  readonly redirects: RedirectSettings;
}

/** Pull and delete of blobs. */
export class BlobsService {
  constructor(
    private readonly metadata: Blobs,
    private readonly blobStore: BlobStore,
    private readonly hooks: HooksService,
    private readonly options: BlobsServiceOptions,
  ) {}

  /**
   * A blob that the repository has.
   * @throws RegistryError `DIGEST_INVALID`, `BLOB_UNKNOWN`
   */
  async find(repository: RepositoryName, digest: string, forPush = false): Promise<BlobRecord> {
    const wanted = parseVerifiableDigest(digest);
    const blob = await this.metadata.findBlob(repository, wanted, forPush ? { renewLease: true } : {});
    return blob ?? unknownBlob(wanted);
  }

  /** The bytes of a blob, or of a part of it. */
  async read({ location }: BlobRecord, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable> {
    const bytes = await this.blobStore.read(location, range === undefined ? { signal } : { range, signal });
    // A stream may fail before the answer listens to it; an error that nobody listens to would end the process.
    return bytes.on('error', () => undefined);
  }

  /** Where a client can pull the bytes from the store itself, if it offers that and the registry is to use it. */
  async findDirectUrl({ location }: BlobRecord): Promise<URL | undefined> {
    const { enabled, expiresInSeconds } = this.options.redirects;
    return enabled ? this.blobStore.directUrl?.(location, { expiresInSeconds }) : undefined;
  }

  /** @throws RegistryError `UNSUPPORTED` if deletion is off, `DENIED` with 405 while a manifest needs the blob */
  async delete(repository: RepositoryName, digest: string, { principal }: Caller): Promise<void> {
    if (!this.options.allow.deleteBlobs)
      throw new RegistryError('UNSUPPORTED', 'blobs are not deleted here', { headers: { Allow: 'GET, HEAD' } });
    const target = parseVerifiableDigest(digest);
    await this.hooks.beforeDelete({ repository, principal, target: { kind: 'blob', digest: target } });
    const outcome = await this.metadata.deleteBlob(repository, target);
    if (outcome === 'unknown') unknownBlob(target);
    if (outcome === 'referenced')
      throw new RegistryError('DENIED', 'a manifest of the repository references this blob', {
        status: 405,
        headers: { Allow: 'GET, HEAD' },
        detail: { digest: target },
      });
  }
}

function unknownBlob(digest: Digest): never {
  throw new RegistryError('BLOB_UNKNOWN', 'the repository has no such blob', { detail: { digest } });
}
