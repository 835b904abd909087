import type { BlobDeletion, BlobLocation, ChangeAuthor, Digest } from '@lading/core';
import { authorValues, loggedDeletion } from '../changes/log-deletion.js';
import { checkChange, lockForCheck } from '../checks/check-change.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

const lockBlob = statement<{ repositoryId: string }>(
  'lock-blob',
  `SELECT l.repository_id AS "repositoryId"
   FROM {repositories} r JOIN {repository_blobs} l ON l.repository_id = r.id JOIN {blobs} b ON b.digest = l.digest
   WHERE r.name = $1 AND b.digest = $2 ${locks.deletedBlob.clause}`,
);

const lockLink = statement<unknown>(
  'lock-blob-link',
  `SELECT 1 FROM {repository_blobs} l WHERE l.repository_id = $1 AND l.digest = $2 ${locks.deletedLink.clause}`,
);

const findReference = statement<unknown>(
  'find-blob-reference',
  'SELECT 1 FROM {manifest_references} WHERE repository_id = $1 AND blob_digest = $2 LIMIT 1',
);

const deleteLink = loggedDeletion(
  'delete-blob-link',
  'blob.deleted',
  `DELETE FROM {repository_blobs} l USING {blobs} b, {repositories} r
   WHERE l.repository_id = $7 AND l.digest = $8 AND b.digest = l.digest AND r.id = l.repository_id
   RETURNING r.name AS repository, l.digest, b.size`,
);

const deleteUnlinked = statement<{ location: BlobLocation }>(
  'delete-unlinked-blob',
  `DELETE FROM {blobs} b
   WHERE b.digest = $1 AND NOT EXISTS (SELECT FROM {repository_blobs} l WHERE l.digest = b.digest) RETURNING b.location`,
);

const discard = statement(
  'discard-object',
  `UPDATE {objects} SET state = 'trash', delete_after = now() + make_interval(secs => $2) WHERE location = $1`,
);

/**
 * Takes a blob from a repository, in a transaction. Each row is locked first and asked about in a statement of its own:
 * only that one sees the commits of others that came while it waited for the lock.
 */
export async function deleteBlob(
  transaction: Transaction,
  { repository, digest, check, by }: BlobDeletion,
  trashSeconds: number,
): Promise<'deleted' | 'unknown' | 'referenced'> {
  if (check !== undefined) await lockForCheck(transaction, repository);
  const [blob] = await transaction.query(lockBlob, [repository, digest]);
  if (blob === undefined) return 'unknown';
  const { repositoryId } = blob;
  if ((await transaction.query(lockLink, [repositoryId, digest])).length === 0) return 'unknown';
  await checkChange(transaction, check, { kind: 'blob.delete', repository, digest });
  return (await unlinkLockedBlob(transaction, { repositoryId, digest, by }, trashSeconds)) ? 'deleted' : 'referenced';
}

export interface LinkDeletion {
  readonly repositoryId: string;
  readonly digest: Digest;
  readonly by: ChangeAuthor;
}

/** Ends the link of a blob, and the blob with its last link, unless a manifest needs it. Both are locked. */
export async function unlinkLockedBlob(
  transaction: Transaction,
  { repositoryId, digest, by }: LinkDeletion,
  trashSeconds: number,
): Promise<boolean> {
  if ((await transaction.query(findReference, [repositoryId, digest])).length > 0) return false;
  transaction.send(deleteLink, [...authorValues(by), repositoryId, digest]);
  const [deleted] = await transaction.query(deleteUnlinked, [digest]);
  if (deleted !== undefined) transaction.send(discard, [deleted.location, trashSeconds]);
  return true;
}
