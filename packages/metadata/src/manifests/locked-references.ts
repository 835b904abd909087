import {
  type Digest,
  findMissingReferences,
  type Manifest,
  type MissingReferences,
  type RepositoryName,
} from '@lading/core';
import { type Queries, statement } from '../database/statement.js';
import { wantedRepositoryId } from '../repositories/repository-id.js';

/** A manifest, and the repository that is to have it. */
export interface ListingManifest {
  readonly repository: RepositoryName;
  readonly manifest: Manifest;
  readonly allowOtherSizes?: boolean;
}

interface LockedRow {
  readonly repository: RepositoryName;
  readonly repositoryId: string;
  readonly digest: Digest;
  readonly size: string | number;
  /** Of a blob: whether its bytes are known to be missing or wrong. */
  readonly isDamaged?: boolean;
}

const wanted = 'unnest((SELECT $1::text[]), (SELECT $2::text[])) AS wanted (repository, digest)';

// Each row is looked for by itself, so that they are locked in the order in which they are wanted.
const lockBlobs = statement<LockedRow>(
  'lock-referenced-blobs',
  `SELECT wanted.repository, found.* FROM ${wanted}, LATERAL (
     SELECT l.repository_id AS "repositoryId", l.digest, b.size, b.damaged_at IS NOT NULL AS "isDamaged"
     FROM {repository_blobs} l JOIN {blobs} b ON b.digest = l.digest
     WHERE l.repository_id = ${wantedRepositoryId} AND l.digest = wanted.digest FOR KEY SHARE OF l) found`,
);

const lockChildren = statement<LockedRow>(
  'lock-referenced-children',
  `SELECT wanted.repository, found.* FROM ${wanted}, LATERAL (
     SELECT m.repository_id AS "repositoryId", m.digest, m.size
     FROM {manifests} m WHERE m.repository_id = ${wantedRepositoryId} AND m.digest = wanted.digest FOR KEY SHARE OF m) found`,
);

/** What repositories have of the digests that manifests list. It can't go before the transaction ends. */
export class LockedReferences {
  readonly #blobs: ReadonlyMap<string, LockedRow>;
  readonly #children: ReadonlyMap<string, LockedRow>;
  readonly #repositoryIds: ReadonlyMap<RepositoryName, string>;

  constructor(blobs: readonly LockedRow[], children: readonly LockedRow[]) {
    this.#blobs = byKey(blobs);
    this.#children = byKey(children);
    this.#repositoryIds = new Map([...blobs, ...children].map((row) => [row.repository, row.repositoryId]));
  }

  /** Whether the repository has this blob, damaged or not: a manifest that is stored without its bytes keeps it as well. */
  hasBlob(repository: RepositoryName, digest: Digest): boolean {
    return this.#blobs.has(keyOf(repository, digest));
  }

  hasChild(repository: RepositoryName, digest: Digest): boolean {
    return this.#children.has(keyOf(repository, digest));
  }

  /** Known if the repository has anything that is listed. */
  repositoryIdOf(repository: RepositoryName): string | undefined {
    return this.#repositoryIds.get(repository);
  }

  /**
   * A damaged blob is missing, so that the client pushes it again.
   * @throws RegistryError `MANIFEST_INVALID` if a descriptor's size is not the size of what is there
   */
  missingOf({ repository, manifest, allowOtherSizes }: ListingManifest): MissingReferences {
    const sizeIn = (rows: ReadonlyMap<string, LockedRow>) => (digest: Digest) => {
      const row = rows.get(keyOf(repository, digest));
      return row === undefined || row.isDamaged ? undefined : Number(row.size);
    };
    const sizes = { blob: sizeIn(this.#blobs), manifest: sizeIn(this.#children) };
    return findMissingReferences(manifest, sizes, { allowOtherSizes });
  }
}

/** Locks what manifests list against deletion, in one order everywhere, so that two pushes can't wait for each other. */
export async function lockReferences(queries: Queries, listing: readonly ListingManifest[]): Promise<LockedReferences> {
  const [blobs, children] = await Promise.all([
    lockAll(
      queries,
      lockBlobs,
      wantedOf(listing, (manifest) => [...manifest.blobs, ...manifest.children]),
    ),
    lockAll(
      queries,
      lockChildren,
      wantedOf(listing, (manifest) => manifest.children),
    ),
  ]);
  return new LockedReferences(blobs, children);
}

async function lockAll(
  queries: Queries,
  lock: typeof lockBlobs,
  keys: readonly string[],
): Promise<readonly LockedRow[]> {
  if (keys.length === 0) return [];
  const pairs = keys.map((key) => key.split(' '));
  return queries.query(lock, [pairs.map(([repository]) => repository), pairs.map(([, digest]) => digest)]);
}

/** Each pair of a repository and a digest once, sorted. */
function wantedOf(
  listing: readonly ListingManifest[],
  descriptorsOf: (manifest: Manifest) => readonly { readonly digest: Digest }[],
): string[] {
  const keys = listing.flatMap(({ repository, manifest }) =>
    descriptorsOf(manifest).map(({ digest }) => keyOf(repository, digest)),
  );
  return [...new Set(keys)].sort();
}

function byKey(rows: readonly LockedRow[]): Map<string, LockedRow> {
  return new Map(rows.map((row) => [keyOf(row.repository, row.digest), row]));
}

function keyOf(repository: RepositoryName, digest: Digest): string {
  return `${repository} ${digest}`;
}
