import type { Digest, RepositoryName } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { deleteReferences } from './delete-references.js';

const lockManifest = statement<{ repositoryId: string; size: number }>(
  'lock-manifest',
  `SELECT m.repository_id AS "repositoryId", m.size FROM {manifests} m JOIN {repositories} r ON r.id = m.repository_id
   WHERE r.name = $1 AND m.digest = $2 FOR UPDATE OF m`,
);

/**
 * Starts new leases for the blobs of the manifest, which may now be unreferenced, so that a client can reference them again.
 */
const keepBlobs = statement(
  'keep-blobs-of-manifest',
  `UPDATE {repository_blobs} l SET lease_until = now() + make_interval(secs => $3)
   FROM (
     SELECT b.digest FROM {repository_blobs} b WHERE b.repository_id = $1 AND b.digest IN (
       SELECT f.blob_digest FROM {manifest_references} f WHERE f.repository_id = $1 AND f.manifest_digest = $2)
     ORDER BY b.digest FOR NO KEY UPDATE
   ) kept
   WHERE l.repository_id = $1 AND l.digest = kept.digest`,
);

const deleteTags = statement('delete-tags-of-manifest', 'DELETE FROM {tags} WHERE repository_id = $1 AND digest = $2');

const unlinkParents = statement(
  'unlink-parents',
  'UPDATE {manifest_references} SET child_digest = NULL WHERE repository_id = $1 AND child_digest = $2',
);

const deleteRow = statement('delete-manifest', 'DELETE FROM {manifests} WHERE repository_id = $1 AND digest = $2');

/** Deletes a manifest and its tags in a transaction. Indexes that list it stay. */
export async function deleteManifest(
  transaction: Transaction,
  repository: RepositoryName,
  digest: Digest,
  leaseSeconds: number,
): Promise<boolean> {
  const [locked] = await transaction.query(lockManifest, [repository, digest]);
  if (locked === undefined) return false;
  const { repositoryId, size } = locked;
  transaction.send(keepBlobs, [repositoryId, digest, leaseSeconds]);
  transaction.send(deleteTags, [repositoryId, digest]);
  transaction.send(unlinkParents, [repositoryId, digest]);
  await deleteReferences(transaction, { repositoryId, digest, size });
  transaction.send(deleteRow, [repositoryId, digest]);
  return true;
}
