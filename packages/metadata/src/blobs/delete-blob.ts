import type { BlobLocation, Digest, RepositoryName } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

const lockBlob = statement<{ repositoryId: string }>(
  'lock-blob',
  `SELECT l.repository_id AS "repositoryId"
   FROM {repositories} r JOIN {repository_blobs} l ON l.repository_id = r.id JOIN {blobs} b ON b.digest = l.digest
   WHERE r.name = $1 AND b.digest = $2 FOR UPDATE OF b`,
);

const lockLink = statement<unknown>(
  'lock-blob-link',
  'SELECT 1 FROM {repository_blobs} WHERE repository_id = $1 AND digest = $2 FOR UPDATE',
);

const findReference = statement<unknown>(
  'find-blob-reference',
  'SELECT 1 FROM {manifest_references} WHERE repository_id = $1 AND blob_digest = $2 LIMIT 1',
);

const deleteLink = statement(
  'delete-blob-link',
  'DELETE FROM {repository_blobs} WHERE repository_id = $1 AND digest = $2',
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
 * only that one sees what others committed while the lock was waited for.
 */
export async function deleteBlob(
  transaction: Transaction,
  repository: RepositoryName,
  digest: Digest,
  trashSeconds: number,
): Promise<'deleted' | 'unknown' | 'referenced'> {
  const [blob] = await transaction.query(lockBlob, [repository, digest]);
  if (blob === undefined) return 'unknown';
  const { repositoryId } = blob;
  if ((await transaction.query(lockLink, [repositoryId, digest])).length === 0) return 'unknown';
  return (await unlinkLockedBlob(transaction, repositoryId, digest, trashSeconds)) ? 'deleted' : 'referenced';
}

/** Ends the link of a blob, and the blob with its last link, unless a manifest needs it. Both are locked. */
export async function unlinkLockedBlob(
  transaction: Transaction,
  repositoryId: string,
  digest: Digest,
  trashSeconds: number,
): Promise<boolean> {
  if ((await transaction.query(findReference, [repositoryId, digest])).length > 0) return false;
  transaction.send(deleteLink, [repositoryId, digest]);
  const [deleted] = await transaction.query(deleteUnlinked, [digest]);
  if (deleted !== undefined) transaction.send(discard, [deleted.location, trashSeconds]);
  return true;
}
