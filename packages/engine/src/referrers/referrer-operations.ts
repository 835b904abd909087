import type { Digest, OperationContext, Page, ReferrerEntry, Referrers, RepositoryName } from '@lading/core';
import type { EngineSettings } from '../settings/engine-settings.js';

export interface ReferrersQuery {
  /** Lists only referrers of one of these types; all if empty. */
  readonly artifactTypes?: readonly string[];
  /** The list continues after this referrer, which need not exist. */
  readonly after?: Digest | undefined;
}

/** Entries of a page are limited by their bytes; this only bounds the number of rows that a store reads at once. */
const maximumEntries = 20_000;
/** The size of an index without its entries. */
const envelopeBytes = 256;

/** Lists the referrers of a manifest. */
export class ReferrerOperations {
  constructor(
    private readonly referrers: Referrers,
    private readonly settings: Pick<EngineSettings, 'maximumReferrersBytes'>,
  ) {}

  /** Lists referrers, also of a subject that does not exist (RFR-02). */
  list(
    { signal }: OperationContext,
    repository: RepositoryName,
    subject: Digest,
    { artifactTypes = [], after }: ReferrersQuery = {},
  ): Promise<Page<ReferrerEntry>> {
    return this.referrers.list(repository, subject, {
      limit: maximumEntries,
      signal,
      maximumBytes: Math.max(1, this.settings.maximumReferrersBytes - envelopeBytes),
      ...(artifactTypes.length === 0 ? {} : { artifactTypes }),
      ...(after === undefined ? {} : { after }),
    });
  }
}
