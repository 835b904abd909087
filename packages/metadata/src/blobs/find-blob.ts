import type { BlobLocation, BlobRecord, Digest } from '@lading/core';
import { type Positioned, wanted } from '../database/gathered-lookups.js';
import { statement } from '../database/statement.js';
import { wantedRepositoryId } from '../repositories/repository-id.js';

interface BlobRow {
  readonly size: string;
  readonly location: BlobLocation;
}

export interface FoundBlob extends BlobRow, Positioned {}

export interface FoundBlobWithLease extends FoundBlob {
  readonly repositoryId: string;
  readonly leaseIsLow: boolean;
}

export const findBlobs = statement<FoundBlob>(
  'find-blobs',
  `SELECT wanted.position::integer AS position, found.* FROM ${wanted}, LATERAL (
     SELECT b.size, b.location
     FROM {repository_blobs} l JOIN {blobs} b ON b.digest = l.digest
     WHERE l.repository_id = ${wantedRepositoryId} AND l.digest = wanted.name AND b.damaged_at IS NULL OFFSET 0) found`,
);

/** Takes the seconds of a lease as `$3`. */
export const findBlobsWithLease = statement<FoundBlobWithLease>(
  'find-blobs-with-lease',
  `SELECT wanted.position::integer AS position, found.* FROM ${wanted}, LATERAL (
     SELECT b.size, b.location, l.repository_id AS "repositoryId",
       CASE WHEN l.lease_until > now() + make_interval(secs => $3) / 2 THEN false
         ELSE NOT EXISTS (SELECT FROM {manifest_references} f WHERE f.repository_id = l.repository_id AND f.blob_digest = l.digest)
       END AS "leaseIsLow"
     FROM {repository_blobs} l JOIN {blobs} b ON b.digest = l.digest
     WHERE l.repository_id = ${wantedRepositoryId} AND l.digest = wanted.name AND b.damaged_at IS NULL OFFSET 0) found`,
);

export const renewLease = statement<unknown>(
  'renew-blob-lease',
  `UPDATE {repository_blobs} SET lease_until = greatest(lease_until, now() + make_interval(secs => $3))
   WHERE repository_id = $1 AND digest = $2 RETURNING 1`,
);

export function blobRecordOf(digest: Digest, { size, location }: BlobRow): BlobRecord {
  return { digest, size: Number(size), location };
}
