import type { Readable } from 'node:stream';
import {
  type BlobRecord,
  type BlobStore,
  type Blobs,
  type ByteRange,
  type Digest,
  isRegistryError,
  matchesDigest,
  parseVerifiableDigest,
  RegistryError,
  type RepositoryName,
  type TagCondition,
} from '@lading/core';
import type { Caller } from '../access/caller.js';
import type { ContentCache } from '../content/content-cache.js';
import type { HooksService } from '../hooks/hooks.service.js';
import { requireCondition } from '../http/entity-tag.js';
import type { Disconnection } from '../http/request.decorators.js';
import type { PullingClient, RedirectSettings, RegistryAllowances } from '../registry.options.js';
import type { BlobInspector } from './blob-inspector.js';

export interface BlobsServiceOptions {
  readonly allow: Pick<RegistryAllowances, 'deleteBlobs'>;
  readonly redirects: RedirectSettings;
}

/** Such as configurations, which every pull reads: opening a file costs more than sending so many bytes. */
const smallBytes = 64 * 1024;

/** Pull and delete of blobs. */
export class BlobsService {
  constructor(
    private readonly metadata: Blobs,
    private readonly blobStore: BlobStore,
    private readonly inspector: BlobInspector,
    private readonly cache: ContentCache,
    private readonly hooks: HooksService,
    private readonly options: BlobsServiceOptions,
  ) {}

  /**
   * A blob that the repository has. With redirects, clients pull from the store itself and the registry would not notice
   * that the bytes are missing, so it also checks the store for a client that is about to push.
   * @throws RegistryError `DIGEST_INVALID`, `BLOB_UNKNOWN`
   */
  async find(repository: RepositoryName, digest: string, forPush = false): Promise<BlobRecord> {
    const wanted = parseVerifiableDigest(digest);
    const blob = await this.metadata.findBlob(repository, wanted, forPush ? { renewLease: true } : {});
    if (blob === undefined) unknownBlob(wanted);
    if (forPush && this.mayRedirect && !(await this.inspector.isStored(blob))) unknownBlob(wanted);
    return blob;
  }

  /**
   * The bytes of a blob: as a stream, or at once if the blob is small, and from memory if it was read before. Verifies the
   * digest of a small blob.
   * @throws RegistryError what `read` throws
   */
  async readWhole(blob: BlobRecord, disconnected: Disconnection): Promise<Readable | Uint8Array> {
    if (blob.size > smallBytes) return this.read(blob, undefined, disconnected);
    const cached = this.cache.get('blob', blob.digest);
    if (cached !== undefined) return cached;
    const bytes = await gather(await this.read(blob, undefined, disconnected), blob);
    if (!matchesDigest(bytes, blob.digest)) {
      await this.inspector.markDamaged(blob, 'has other content');
      unknownBlob(blob.digest);
    }
    this.cache.set('blob', blob.digest, bytes);
    return bytes;
  }

  /**
   * The bytes of a blob as they are stored, or of a part of it.
   * @throws RegistryError `BLOB_UNKNOWN` if the store does not have them in their full length, `UNAVAILABLE` if it has them
   * but fails to return them
   */
  async read(blob: BlobRecord, range: ByteRange | undefined, disconnected: Disconnection): Promise<Readable> {
    const { location, size } = blob;
    const options = { size, signal: disconnected(), ...(range === undefined ? {} : { range }) };
    try {
      const bytes = await this.blobStore.read(location, options);
      // A stream may fail before the answer listens to it; an error that nobody listens to would end the process.
      return bytes.on('error', (error) => void this.confirm(error, blob).catch(() => undefined));
    } catch (error) {
      throw await this.confirm(error, blob);
    }
  }

  /** Checks a blob whose bytes a failed read did not find, and returns the error for the client. */
  private async confirm(error: unknown, blob: BlobRecord): Promise<unknown> {
    if (!isRegistryError(error, 'BLOB_UNKNOWN') || !(await this.inspector.isStored(blob))) return error;
    return new RegistryError('UNAVAILABLE', 'the storage cannot be used now', { cause: error });
  }

  private get mayRedirect(): boolean {
    return this.options.redirects.enabled && this.blobStore.directUrl !== undefined;
  }

  /** The URL at which a client can pull the bytes from the store itself, if redirects are on and the store offers one. */
  async findDirectUrl({ location }: BlobRecord, client: PullingClient): Promise<URL | undefined> {
    const { expiresInSeconds, mayFollow } = this.options.redirects;
    return this.mayRedirect && mayFollow(client)
      ? this.blobStore.directUrl?.(location, { expiresInSeconds })
      : undefined;
  }

  /**
   * @throws RegistryError `UNSUPPORTED` if deletion is off, `DENIED` with 405 while a manifest needs the blob, or with 412
   * if the condition does not hold
   */
  async delete(
    repository: RepositoryName,
    digest: string,
    { principal }: Caller,
    condition?: TagCondition,
  ): Promise<void> {
    if (!this.options.allow.deleteBlobs)
      throw new RegistryError('UNSUPPORTED', 'blobs are not deleted here', { headers: { Allow: 'GET, HEAD' } });
    const target = parseVerifiableDigest(digest);
    await this.hooks.beforeDelete({ repository, principal, target: { kind: 'blob', digest: target } });
    if (condition !== undefined) requireCondition(condition, (await this.find(repository, target)).digest);
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

async function gather(stream: Readable, { digest, size }: BlobRecord): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    received += chunk.byteLength;
    if (received > size) break;
  }
  if (received === size) return Buffer.concat(chunks);
  throw new Error(`the blob store does not have the ${size} bytes of ${digest}`);
}

function unknownBlob(digest: Digest): never {
  throw new RegistryError('BLOB_UNKNOWN', 'the repository has no such blob', { detail: { digest } });
}
