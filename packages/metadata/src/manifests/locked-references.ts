import type { Digest, Manifest } from '@lading/core';
import { type Queries, statement } from '../database/statement.js';

const lockBlobs = statement<{ digest: Digest; size: string }>(
  'lock-referenced-blobs',
  `SELECT l.digest, b.size FROM {repository_blobs} l JOIN {blobs} b ON b.digest = l.digest
   WHERE l.repository_id = $1 AND l.digest = ANY ($2) ORDER BY l.digest FOR KEY SHARE OF l`,
);

const lockChildren = statement<{ digest: Digest; size: number }>(
  'lock-referenced-children',
  `SELECT digest, size FROM {manifests} WHERE repository_id = $1 AND digest = ANY ($2)
   ORDER BY digest FOR KEY SHARE`,
);

/** Which of the listed digests the repository has, and how many bytes each has. They can't go before the transaction ends. */
export interface LockedReferences {
  readonly blobs: ReadonlyMap<Digest, number>;
  readonly children: ReadonlyMap<Digest, number>;
}

/** Locks what a manifest lists against deletion, in the order of digests, so that two pushes can't wait for each other. */
export async function lockReferences(
  queries: Queries,
  repositoryId: string,
  { blobs, children }: Manifest,
): Promise<LockedReferences> {
  const childDigests = sortedDigests(children);
  return {
    blobs: await lockAll(queries, lockBlobs, repositoryId, sortedDigests([...blobs, ...children])),
    children: await lockAll(queries, lockChildren, repositoryId, childDigests),
  };
}

async function lockAll(
  queries: Queries,
  lock: typeof lockBlobs | typeof lockChildren,
  repositoryId: string,
  digests: readonly Digest[],
): Promise<Map<Digest, number>> {
  if (digests.length === 0) return new Map();
  const rows = await queries.query<{ digest: Digest; size: string | number }>(lock, [repositoryId, digests]);
  return new Map(rows.map(({ digest, size }) => [digest, Number(size)]));
}

function sortedDigests(descriptors: readonly { readonly digest: Digest }[]): Digest[] {
  return [...new Set(descriptors.map(({ digest }) => digest))].sort();
}
