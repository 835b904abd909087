import type {
  BlobDeletion,
  BlobRecord,
  Blobs,
  Digest,
  FindBlobOptions,
  Page,
  PageRequest,
  RepositoryName,
} from '@lading/core';
import { changeInTurn } from './change-in-turn.js';
import { isReferenced, type MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';

export class MemoryBlobs implements Blobs {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async find(repository: RepositoryName, digest: Digest, options?: FindBlobOptions): Promise<BlobRecord | undefined> {
    const blob = this.#registry.findBlob(repository, digest);
    if (blob !== undefined && options?.renewLease) this.#registry.linkBlob(repository, digest);
    return blob;
  }

  async mount({
    from,
    to,
    digest,
  }: {
    from: RepositoryName;
    to: RepositoryName;
    digest: Digest;
  }): Promise<BlobRecord | undefined> {
    const blob = this.#registry.findBlob(from, digest);
    if (blob !== undefined) this.#registry.linkBlob(to, digest);
    return blob;
  }

  async listRepositories(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>> {
    const holders = [...this.#registry.repositories].filter(([name]) => this.#registry.findBlob(name, digest));
    return pageOf(
      holders.map(([name]) => name),
      page,
    );
  }

  delete(deletion: BlobDeletion): Promise<'deleted' | 'unknown' | 'referenced'> {
    const { repository, digest } = deletion;
    const isThere = () => this.#registry.repositories.get(repository)?.blobs.has(digest) === true;
    return changeInTurn(
      this.#registry,
      deletion,
      () => (isThere() ? { kind: 'blob.delete', repository, digest } : undefined),
      () => this.#delete(deletion),
    );
  }

  #delete({ repository, digest, by }: BlobDeletion): 'deleted' | 'unknown' | 'referenced' {
    const content = this.#registry.repositories.get(repository);
    if (!content?.blobs.has(digest)) return 'unknown';
    if (isReferenced(content, digest)) return 'referenced';
    this.#registry.unlinkBlob(repository, digest, by);
    return 'deleted';
  }

  async markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean> {
    return this.#registry.markDamaged(blob);
  }
}
