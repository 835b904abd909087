import type { ManifestDeletion } from '@lading/core';
import { authorValues, loggedDeletion } from '../changes/log-deletion.js';
import { checkChange, lockForCheck } from '../checks/check-change.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { deleteReferences } from './delete-references.js';

const lockManifest = statement<{ repositoryId: string; size: number }>(
  'lock-manifest',
  `SELECT m.repository_id AS "repositoryId", m.size FROM {manifests} m JOIN {repositories} r ON r.id = m.repository_id
   WHERE r.name = $1 AND m.digest = $2 ${locks.deletedManifest.clause}`,
);

/**
 * Starts new leases for the blobs of the manifest, which may now be unreferenced, so that a client can reference them again.
 */
const keepBlobs = statement(
  'keep-blobs-of-manifest',
  `UPDATE {repository_blobs} l SET lease_until = now() + make_interval(secs => $3)
   FROM (
     SELECT l.digest FROM {repository_blobs} l WHERE l.repository_id = $1 AND l.digest IN (
       SELECT f.blob_digest FROM {manifest_references} f WHERE f.repository_id = $1 AND f.manifest_digest = $2)
     ORDER BY l.digest ${locks.keptLink.clause}
   ) kept
   WHERE l.repository_id = $1 AND l.digest = kept.digest`,
);

const deleteTags = loggedDeletion(
  'delete-tags-of-manifest',
  'tag.deleted',
  `DELETE FROM {tags} WHERE repository_id = $7 AND digest = $8
   RETURNING $9::text AS repository, name AS tag, digest AS previous_digest`,
);

const unlinkParents = statement(
  'unlink-parents',
  'UPDATE {manifest_references} SET child_digest = NULL WHERE repository_id = $1 AND child_digest = $2',
);

const deleteRow = loggedDeletion(
  'delete-manifest',
  'manifest.deleted',
  `DELETE FROM {manifests} WHERE repository_id = $7 AND digest = $8
   RETURNING $9::text AS repository, digest, media_type, artifact_type, subject, size`,
);

/** Deletes a manifest and its tags in a transaction. Indexes that list it stay. */
export async function deleteManifest(
  transaction: Transaction,
  { repository, digest, check, by }: ManifestDeletion,
  leaseSeconds: number,
): Promise<boolean> {
  if (check !== undefined) await lockForCheck(transaction, repository);
  const [locked] = await transaction.query(lockManifest, [repository, digest]);
  if (locked === undefined) return false;
  await checkChange(transaction, check, { kind: 'manifest.delete', repository, digest });
  const { repositoryId, size } = locked;
  transaction.send(keepBlobs, [repositoryId, digest, leaseSeconds]);
  const logged = [...authorValues(by), repositoryId, digest, repository];
  transaction.send(deleteTags, logged);
  transaction.send(unlinkParents, [repositoryId, digest]);
  await deleteReferences(transaction, { repositoryId, digest, size });
  transaction.send(deleteRow, logged);
  return true;
}
