import {
  type Digest,
  type Page,
  parseDigest,
  type ReferrerDescriptor,
  type Referrers,
  RegistryError,
  type RepositoryName,
} from '@lading/core';
import type { RegistryLimits } from '../registry.options.js';

export interface ReferrersQuery {
  readonly artifactTypes: readonly string[];
  /** The cursor that the last page gave. */
  readonly cursor: string | undefined;
}

/** Entries of a page are limited by their bytes; this only bounds the number of rows that a store reads at once. */
const maximumEntries = 20_000;
/** What surrounds the entries in the body. */
const envelopeBytes = 256;

/** Lists what refers to a manifest. */
export class ReferrersService {
  constructor(
    private readonly metadata: Referrers,
    private readonly limits: Pick<RegistryLimits, 'referrersBytes'>,
  ) {}

  /** @throws RegistryError `DIGEST_INVALID` (RFR-03) */
  list(
    repository: RepositoryName,
    text: string,
    query: ReferrersQuery,
    signal?: AbortSignal,
  ): Promise<Page<ReferrerDescriptor>> {
    const { artifactTypes, cursor } = query;
    return this.metadata.listReferrers(repository, parseDigest(text), {
      limit: maximumEntries,
      signal,
      maximumBytes: Math.max(1, this.limits.referrersBytes - envelopeBytes),
      ...(artifactTypes.length === 0 ? {} : { artifactTypes }),
      ...(cursor === undefined ? {} : { after: parseCursor(cursor) }),
    });
  }
}

/** The place after an entry, in a form that clients have no reason to read. */
export function formatCursor(last: Digest): string {
  return Buffer.from(last).toString('base64url');
}

function parseCursor(cursor: string): Digest {
  try {
    return parseDigest(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new RegistryError('UNSUPPORTED', 'the page is not one that this registry linked to', { status: 400 });
  }
}
