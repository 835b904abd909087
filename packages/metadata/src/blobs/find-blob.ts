import type { BlobLocation, BlobRecord, Digest, RepositoryName } from '@lading/core';
import { type Queries, statement } from '../database/statement.js';

interface BlobRow {
  readonly size: string;
  readonly location: BlobLocation;
}

const find = statement<BlobRow>(
  'find-blob',
  `SELECT b.size, b.location
   FROM {repositories} r JOIN {repository_blobs} l ON l.repository_id = r.id JOIN {blobs} b ON b.digest = l.digest
   WHERE r.name = $1 AND l.digest = $2`,
);

const findWithLease = statement<BlobRow & { repositoryId: string; leaseIsLow: boolean }>(
  'find-blob-with-lease',
  `SELECT b.size, b.location, r.id AS "repositoryId",
     CASE WHEN l.lease_until > now() + make_interval(secs => $3) / 2 THEN false
       ELSE NOT EXISTS (SELECT FROM {manifest_references} f WHERE f.repository_id = r.id AND f.blob_digest = l.digest)
     END AS "leaseIsLow"
   FROM {repositories} r JOIN {repository_blobs} l ON l.repository_id = r.id JOIN {blobs} b ON b.digest = l.digest
   WHERE r.name = $1 AND l.digest = $2`,
);

const renewLease = statement<unknown>(
  'renew-blob-lease',
  `UPDATE {repository_blobs} SET lease_until = greatest(lease_until, now() + make_interval(secs => $3))
   WHERE repository_id = $1 AND digest = $2 RETURNING 1`,
);

export async function findBlob(
  queries: Queries,
  repository: RepositoryName,
  digest: Digest,
): Promise<BlobRecord | undefined> {
  const [row] = await queries.query(find, [repository, digest]);
  return row && blobRecordOf(digest, row);
}

/** Finds a blob that a client is about to reference. One write per half lease at most, so that reads stay reads. */
export async function findBlobToPush(
  queries: Queries,
  repository: RepositoryName,
  digest: Digest,
  leaseSeconds: number,
): Promise<BlobRecord | undefined> {
  const [row] = await queries.query(findWithLease, [repository, digest, leaseSeconds]);
  if (row === undefined) return undefined;
  if (row.leaseIsLow) {
    const renewed = await queries.query(renewLease, [row.repositoryId, digest, leaseSeconds]);
    if (renewed.length === 0) return undefined;
  }
  return blobRecordOf(digest, row);
}

export function blobRecordOf(digest: Digest, { size, location }: BlobRow): BlobRecord {
  return { digest, size: Number(size), location };
}
