import type { Digest, Page, ReferrerEntry, Referrers, ReferrersRequest, RepositoryName } from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';
import { inByteOrder } from './page-of.js';

export class MemoryReferrers implements Referrers {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async list(
    repository: RepositoryName,
    subject: Digest,
    { after, limit, signal, artifactTypes, maximumBytes }: ReferrersRequest,
  ): Promise<Page<ReferrerEntry>> {
    signal?.throwIfAborted();
    const manifests = this.#registry.repositories.get(repository)?.manifests.values() ?? [];
    const entries = [...manifests]
      .filter((manifest) => manifest.subject?.digest === subject)
      .filter(({ digest }) => after === undefined || digest > after)
      .filter(
        ({ artifactType }) =>
          artifactTypes === undefined || (artifactType !== undefined && artifactTypes.includes(artifactType)),
      )
      .map(({ entry }) => entry)
      .sort((one, other) => inByteOrder(one.digest, other.digest));
    const items = entries.slice(0, Math.min(limit, countWithin(entries, maximumBytes)));
    return { items, hasMore: items.length < entries.length };
  }
}

/** The number of entries that have at most so many bytes together; at least one, so that a list comes to its end. */
function countWithin(entries: readonly ReferrerEntry[], maximumBytes: number): number {
  let bytes = 0;
  const beyond = entries.findIndex(({ json }) => {
    bytes += Buffer.byteLength(json);
    return bytes > maximumBytes;
  });
  return beyond === -1 ? entries.length : Math.max(1, beyond);
}
