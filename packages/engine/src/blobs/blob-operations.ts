import type { Readable } from 'node:stream';
import {
  type BlobRecord,
  type BlobStore,
  type Blobs,
  type ByteRange,
  type Digest,
  isRegistryError,
  matchesDigest,
  type OperationContext,
  RegistryError,
  type RepositoryName,
  type RequestClient,
  requireCondition,
  type TagCondition,
  unavailableStorage,
} from '@lading/core';
import type { ContentCache } from '../content/content-cache.js';
import { authorOf } from '../context/author.js';
import type { Hooks } from '../hooks/hooks.js';
import type { EngineSettings } from '../settings/engine-settings.js';
import type { BlobInspector } from './blob-inspector.js';
import { gatherBlob } from './gather-blob.js';

/** Blobs up to this size, such as configurations, are cached: opening a file costs more than sending them. */
const smallBytes = 64 * 1024;

export interface BlobSettings extends Pick<EngineSettings, 'allowDelete' | 'redirects' | 'redirectSeconds'> {
  /** Whether a client can reach the storage, for redirects. */
  readonly mayFollowRedirect: (client: RequestClient) => boolean;
}

/** Finds, reads and deletes blobs. `UploadOperations` pushes them. */
export class BlobOperations {
  constructor(
    private readonly blobs: Blobs,
    private readonly blobStore: BlobStore,
    private readonly inspector: BlobInspector,
    private readonly cache: ContentCache,
    private readonly hooks: Hooks,
    private readonly settings: BlobSettings,
  ) {}

  /** @throws RegistryError `BLOB_UNKNOWN` if the repository does not have the blob */
  async find(_context: OperationContext, repository: RepositoryName, digest: Digest): Promise<BlobRecord> {
    return (await this.blobs.find(repository, digest)) ?? unknownBlob(digest);
  }

  /**
   * Finds a blob that a client is about to push, and renews its lease. With redirects, the registry does not read the bytes
   * of a pull and would not notice that they are missing, so this checks the blob store too.
   * @param checkStored whether to check the blob store; with redirects if absent
   * @throws RegistryError `BLOB_UNKNOWN` if the repository does not have the blob with its bytes
   */
  async findForPush(
    _context: OperationContext,
    repository: RepositoryName,
    digest: Digest,
    checkStored = this.mayRedirect,
  ): Promise<BlobRecord> {
    const blob = await this.blobs.find(repository, digest, { renewLease: true });
    if (blob === undefined) unknownBlob(digest);
    if (checkStored && !(await this.inspector.isStored(blob))) unknownBlob(digest);
    return blob;
  }

  /**
   * Reads a blob: a small one at once, from the cache or with a check of its digest, and a larger one as a stream.
   * @throws RegistryError the errors of `read`
   */
  async readWhole(context: OperationContext, blob: BlobRecord): Promise<Readable | Uint8Array> {
    if (blob.size > smallBytes) return this.read(context, blob);
    const cached = this.cache.get('blob', blob.digest);
    if (cached !== undefined) return cached;
    const bytes = await gatherBlob(await this.read(context, blob), blob);
    if (!matchesDigest(bytes, blob.digest)) {
      await this.inspector.markDamaged(blob, 'has other content');
      unknownBlob(blob.digest);
    }
    this.cache.set('blob', blob.digest, bytes);
    return bytes;
  }

  /**
   * Reads the stored bytes of a blob, or of a part of it, until the signal of the context fires.
   * @throws RegistryError `BLOB_UNKNOWN` if the store does not have them in their full length, `UNAVAILABLE` if it has them
   * but fails to return them
   */
  async read({ signal }: OperationContext, blob: BlobRecord, range?: ByteRange): Promise<Readable> {
    const { location, size } = blob;
    const options = {
      size,
      ...(signal === undefined ? {} : { signal }),
      ...(range === undefined ? {} : { range }),
    };
    try {
      const bytes = await this.blobStore.read(location, options);
      // A stream may fail before the caller listens to it; an error without a listener would end the process.
      return bytes.on('error', (error) => void this.confirm(error, blob).catch(() => undefined));
    } catch (error) {
      throw await this.confirm(error, blob);
    }
  }

  /**
   * The URL at which the client of the context can read the bytes from the store itself; `undefined` if redirects are off,
   * the store offers none, or the client cannot reach it.
   */
  async findDirectUrl({ client }: OperationContext, { location }: BlobRecord): Promise<URL | undefined> {
    const { redirectSeconds, mayFollowRedirect } = this.settings;
    if (!this.mayRedirect || client === undefined || !mayFollowRedirect(client)) return undefined;
    return this.blobStore.directUrl?.(location, { expiresInSeconds: redirectSeconds });
  }

  /**
   * Refuses to delete blobs if deletion is off. `delete` checks it too; a caller can check it before it parses a digest.
   * @throws RegistryError `UNSUPPORTED` with the reason `blob-deletion-off`
   */
  requireDeletion(): void {
    if (!this.settings.allowDelete)
      throw new RegistryError('UNSUPPORTED', 'this registry does not delete blobs', { reason: 'blob-deletion-off' });
  }

  /**
   * Removes a blob from a repository.
   * @throws RegistryError `BLOB_UNKNOWN`; `UNSUPPORTED` with the reason `blob-deletion-off`; `DENIED` with the reason
   * `referenced` while a manifest references the blob, or `condition-failed`; or an error of a hook
   */
  async delete(
    context: OperationContext,
    repository: RepositoryName,
    digest: Digest,
    condition?: TagCondition,
  ): Promise<void> {
    this.requireDeletion();
    await this.hooks.beforeDelete({ repository, identity: context.identity, target: { kind: 'blob', digest } });
    if (condition !== undefined) requireCondition(condition, (await this.find(context, repository, digest)).digest);
    const outcome = await this.blobs.delete({
      repository,
      digest,
      by: authorOf(context),
      ...this.hooks.checkOf(context),
    });
    if (outcome === 'unknown') unknownBlob(digest);
    if (outcome === 'referenced')
      throw new RegistryError('DENIED', 'a manifest of the repository references this blob', {
        reason: 'referenced',
        detail: { digest },
      });
  }

  /** Checks a blob whose bytes a failed read did not find, and returns the error for the caller. */
  private async confirm(error: unknown, blob: BlobRecord): Promise<unknown> {
    if (!isRegistryError(error, 'BLOB_UNKNOWN') || !(await this.inspector.isStored(blob))) return error;
    return unavailableStorage('unusable', error);
  }

  private get mayRedirect(): boolean {
    return this.settings.redirects && this.blobStore.directUrl !== undefined;
  }
}

function unknownBlob(digest: Digest): never {
  throw new RegistryError('BLOB_UNKNOWN', 'the repository has no such blob', { detail: { digest } });
}
