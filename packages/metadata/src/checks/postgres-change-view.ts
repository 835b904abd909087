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
import type { Queries } from '../database/statement.js';
import { findManifest } from '../lookups/find-manifest.js';
import { countTags, listTags } from '../lookups/list-tags.js';
import { PostgresReferrers } from '../referrers/referrers.js';

/** A repository as the transaction of a change sees it. */
export class PostgresChangeView implements ChangeView {
  constructor(
    private readonly queries: Queries,
    private readonly repository: RepositoryName,
  ) {}

  countTags(atMost: number): Promise<number> {
    return countTags(this.queries, this.repository, atMost);
  }

  listTags(page: PageRequest): Promise<Page<Tag>> {
    return listTags(this.queries, this.repository, page);
  }

  findManifest(reference: Reference): Promise<ManifestRecord | undefined> {
    return findManifest(this.queries, this.repository, reference);
  }

  listReferrers(subject: Digest, request: ReferrersRequest): Promise<Page<ReferrerEntry>> {
    return new PostgresReferrers(this.queries).list(this.repository, subject, request);
  }
}
