import type { Digest } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

/** How a link `l` is inserted that may be there: the blob is kept for the longer of the two times. */
export const orKeepLonger =
  'ON CONFLICT (repository_id, digest) DO UPDATE SET lease_until = greatest(l.lease_until, excluded.lease_until)';

const link = statement(
  'link-blob',
  `INSERT INTO {repository_blobs} AS l (repository_id, digest, lease_until)
   VALUES ($1, $2, now() + make_interval(secs => $3)) ${orKeepLonger}`,
);

const linkManifests = statement(
  'link-manifests-without-blob',
  `UPDATE {manifest_references} SET blob_digest = digest
   WHERE repository_id = $1 AND digest = $2 AND blob_digest IS NULL`,
);

/**
 * Gives a blob to a repository, or keeps it there a while longer. Manifests that came before it have it from now on; that
 * is asked in a second statement, which sees the commits that came while the first one waited.
 */
export function linkBlob(transaction: Transaction, repositoryId: string, digest: Digest, leaseSeconds: number): void {
  transaction.send(link, [repositoryId, digest, leaseSeconds]);
  linkWaitingManifests(transaction, repositoryId, digest);
}

/** Gives a blob that its repository has by now to the manifests that came before it. */
export function linkWaitingManifests(transaction: Transaction, repositoryId: string, digest: Digest): void {
  transaction.send(linkManifests, [repositoryId, digest]);
}
