import type {
  ChangeView,
  Digest,
  ManifestRecord,
  Page,
  PageRequest,
  Reference,
  ReferrerEntry,
  ReferrersRequest,
  RepositoryName,
  Tag,
} from '@lading/core';
import { findManifest } from './find-manifest.js';
import { MemoryReferrers } from './memory-referrers.js';
import type { MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';

export class MemoryChangeView implements ChangeView {
  constructor(
    private readonly registry: MemoryRegistry,
    private readonly repository: RepositoryName,
  ) {}

  async countTags(atMost: number): Promise<number> {
    return Math.min(atMost, this.registry.repositories.get(this.repository)?.tags.size ?? 0);
  }

  async listTags(page: PageRequest): Promise<Page<Tag>> {
    return pageOf(this.registry.repositories.get(this.repository)?.tags.keys() ?? [], page);
  }

  async findManifest(reference: Reference): Promise<ManifestRecord | undefined> {
    return findManifest(this.registry, this.repository, reference);
  }

  listReferrers(subject: Digest, request: ReferrersRequest): Promise<Page<ReferrerEntry>> {
    return new MemoryReferrers(this.registry).list(this.repository, subject, request);
  }
}
