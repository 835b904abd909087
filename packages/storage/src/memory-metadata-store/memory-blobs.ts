import type { BlobRecord, Blobs, Digest, FindBlobOptions, Page, PageRequest, RepositoryName } from '@lading/core';
import { isReferenced, type MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';

export class MemoryBlobs implements Blobs {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async findBlob(
    repository: RepositoryName,
    digest: Digest,
    options?: FindBlobOptions,
  ): Promise<BlobRecord | undefined> {
    const blob = this.#registry.findBlob(repository, digest);
    if (blob !== undefined && options?.renewLease) this.#registry.linkBlob(repository, digest);
    return blob;
  }

  async mountBlob({
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

  async listRepositoriesWithBlob(digest: Digest, page: PageRequest): Promise<Page<RepositoryName>> {
    const holders = [...this.#registry.repositories].filter(([name]) => this.#registry.findBlob(name, digest));
    return pageOf(
      holders.map(([name]) => name),
      page,
    );
  }

  async deleteBlob(repository: RepositoryName, digest: Digest): Promise<'deleted' | 'unknown' | 'referenced'> {
    const content = this.#registry.repositories.get(repository);
    if (!content?.blobs.has(digest)) return 'unknown';
    if (isReferenced(content, digest)) return 'referenced';
    this.#registry.unlinkBlob(repository, digest);
    return 'deleted';
  }

  async markDamaged(blob: Pick<BlobRecord, 'digest' | 'location'>): Promise<boolean> {
    return this.#registry.markDamaged(blob);
  }
}
