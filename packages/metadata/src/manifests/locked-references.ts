import {
  type Digest,
  findMissingReferences,
  type Manifest,
  type MissingReferences,
  type RepositoryName,
} from '@lading/core';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { wantedRepositoryId } from '../repositories/repository-id.js';
import { sortedParts } from './sorted-parts.js';

/** The number of references that one statement locks, at least. */
const batchSize = 1000;

/** A manifest and its repository. */
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

// A lateral join looks up each row separately, so that rows are locked in the given order.
const lockBlobs = statement<LockedRow>(
  'lock-referenced-blobs',
  `SELECT wanted.repository, found.* FROM ${wanted}, LATERAL (
     SELECT l.repository_id AS "repositoryId", l.digest, b.size, b.damaged_at IS NOT NULL AS "isDamaged"
     FROM {repository_blobs} l JOIN {blobs} b ON b.digest = l.digest
     WHERE l.repository_id = ${wantedRepositoryId} AND l.digest = wanted.digest ${locks.listedLink.clause}) found`,
);

const lockChildren = statement<LockedRow>(
  'lock-referenced-children',
  `SELECT wanted.repository, found.* FROM ${wanted}, LATERAL (
     SELECT m.repository_id AS "repositoryId", m.digest, m.size
     FROM {manifests} m WHERE m.repository_id = ${wantedRepositoryId} AND m.digest = wanted.digest ${locks.listedManifest.clause}) found`,
);

/** The rows of each repository, by their digests. */
type Rows = ReadonlyMap<RepositoryName, ReadonlyMap<Digest, LockedRow>>;

/** The listed content that repositories have, locked against deletion until the transaction ends. */
export class LockedReferences {
  constructor(
    private readonly blobs: Rows,
    private readonly children: Rows,
  ) {}

  /** Whether the repository has this blob, damaged or not: a manifest may also reference a damaged blob. */
  hasBlob(repository: RepositoryName, digest: Digest): boolean {
    return this.blobs.get(repository)?.has(digest) === true;
  }

  hasChild(repository: RepositoryName, digest: Digest): boolean {
    return this.children.get(repository)?.has(digest) === true;
  }

  /** Undefined if the repository has no listed content. */
  repositoryIdOf(repository: RepositoryName): string | undefined {
    for (const rows of [this.blobs.get(repository), this.children.get(repository)])
      for (const { repositoryId } of rows?.values() ?? []) return repositoryId;
    return undefined;
  }

  /**
   * The references that the repository lacks. A damaged blob counts as missing, so that the client pushes it again.
   * @throws RegistryError `MANIFEST_INVALID` if the size in a descriptor is not that of the content
   */
  missingOf({ repository, manifest, allowOtherSizes }: ListingManifest): MissingReferences {
    const sizeIn = (rows: Rows) => (digest: Digest) => {
      const row = rows.get(repository)?.get(digest);
      return row === undefined || row.isDamaged ? undefined : Number(row.size);
    };
    const sizes = { blob: sizeIn(this.blobs), manifest: sizeIn(this.children) };
    return findMissingReferences(manifest, sizes, { allowOtherSizes });
  }
}

/** Locks the references of manifests against deletion, in the same order everywhere, so that two pushes cannot deadlock. */
export async function lockReferences(
  transaction: Transaction,
  listing: readonly ListingManifest[],
): Promise<LockedReferences> {
  const [blobs, children] = await Promise.all([
    lockAll(
      transaction,
      lockBlobs,
      wantedOf(listing, ({ blobs, children }) => [...blobs, ...children]),
    ),
    lockAll(
      transaction,
      lockChildren,
      wantedOf(listing, (manifest) => manifest.children),
    ),
  ]);
  return new LockedReferences(blobs, children);
}

/** The digests that are wanted of each repository. */
type Wanted = readonly (readonly [repository: RepositoryName, digests: readonly string[]])[];

/** Locks references. Small manifests share a statement; a large one takes several, so that none runs for long. */
async function lockAll(transaction: Transaction, lock: typeof lockBlobs, wanted: Wanted): Promise<Rows> {
  const locked = new Map<RepositoryName, Map<Digest, LockedRow>>();
  for await (const { repositories, digests } of batchesOf(wanted)) {
    for (const row of await transaction.query(lock, [repositories, digests])) {
      const rows = locked.get(row.repository) ?? new Map<Digest, LockedRow>();
      locked.set(row.repository, rows.set(row.digest, row));
    }
    if (digests.length >= batchSize) transaction.restartLimit();
  }
  return locked;
}

/** Pairs of a repository and a digest in order, in batches of some thousands. */
async function* batchesOf(wanted: Wanted): AsyncGenerator<{ repositories: string[]; digests: string[] }> {
  let batch: { repositories: string[]; digests: string[] } = { repositories: [], digests: [] };
  for (const [repository, digests] of wanted)
    for await (const part of sortedParts(digests)) {
      for (const digest of part) {
        batch.repositories.push(repository);
        batch.digests.push(digest);
      }
      if (batch.digests.length < batchSize) continue;
      yield batch;
      batch = { repositories: [], digests: [] };
    }
  if (batch.digests.length > 0) yield batch;
}

/** Each digest once for each repository, in the order of the repositories. */
function wantedOf(
  listing: readonly ListingManifest[],
  descriptorsOf: (manifest: Manifest) => readonly { readonly digest: Digest }[],
): Wanted {
  const wanted = new Map<RepositoryName, Set<Digest>>();
  for (const { repository, manifest } of listing) {
    const digests = wanted.get(repository) ?? new Set<Digest>();
    for (const { digest } of descriptorsOf(manifest)) digests.add(digest);
    wanted.set(repository, digests);
  }
  return [...wanted].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, digests]) => [name, [...digests]]);
}
