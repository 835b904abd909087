import type {
  Digest,
  Page,
  PushedManifest,
  ReferrerDescriptor,
  Referrers,
  ReferrersRequest,
  RepositoryName,
} from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';
import { inByteOrder } from './page-of.js';

export class MemoryReferrers implements Referrers {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async listReferrers(
    repository: RepositoryName,
    subject: Digest,
    { after, limit, signal, artifactTypes, maximumBytes }: ReferrersRequest,
  ): Promise<Page<ReferrerDescriptor>> {
    signal?.throwIfAborted();
    const manifests = this.#registry.repositories.get(repository)?.manifests.values() ?? [];
    const entries = [...manifests]
      .filter((manifest) => manifest.subject?.digest === subject)
      .filter(({ digest }) => after === undefined || digest > after)
      .map(descriptorOf)
      .filter(
        ({ artifactType }) =>
          artifactTypes === undefined || (artifactType !== undefined && artifactTypes.includes(artifactType)),
      )
      .sort((one, other) => inByteOrder(one.digest, other.digest));
    const items = entries.slice(0, Math.min(limit, countWithin(entries, maximumBytes)));
    return { items, hasMore: items.length < entries.length };
  }
}

function descriptorOf({ mediaType, digest, bytes, artifactType, annotations }: PushedManifest): ReferrerDescriptor {
  return {
    mediaType,
    digest,
    size: bytes.byteLength,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations !== undefined && { annotations }),
  };
}

/** How many entries go into so many bytes of JSON; one at least, lest a list stand still. */
function countWithin(entries: readonly ReferrerDescriptor[], maximumBytes: number): number {
  let bytes = 0;
  const beyond = entries.findIndex((entry) => {
    bytes += Buffer.byteLength(JSON.stringify(entry));
    return bytes > maximumBytes;
  });
  return beyond === -1 ? entries.length : Math.max(1, beyond);
}
