import type { ChangeAuthor, Digest } from '@lading/core';
import { type LinkDeletion, unlinkLockedBlob } from '../blobs/delete-blob.js';
import type { Database } from '../database/database.js';
import { locks } from '../database/locks.js';
import { type Queries, statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { deleteRepositoriesIfEmpty } from '../repositories/delete-empty-repositories.js';

interface DueLink {
  readonly repositoryId: string;
  readonly digest: Digest;
}

const lockDue = statement<DueLink>(
  'lock-due-links',
  `SELECT repository_id AS "repositoryId", digest FROM {repository_blobs} WHERE lease_until <= now()
   ORDER BY lease_until LIMIT $1 ${locks.dueLink.clause}`,
);

const keepReferenced = statement<DueLink>(
  'keep-referenced-blobs',
  `UPDATE {repository_blobs} l SET lease_until = 'infinity'
   FROM unnest($1::bigint[], $2::text[]) AS due (repository_id, digest)
   WHERE l.repository_id = due.repository_id AND l.digest = due.digest AND EXISTS (
     SELECT FROM {manifest_references} f WHERE f.repository_id = l.repository_id AND f.blob_digest = l.digest)
   RETURNING l.repository_id AS "repositoryId", l.digest`,
);

const lockBlob = statement<unknown>(
  'lock-unreferenced-blob',
  `SELECT 1 FROM {blobs} b WHERE b.digest = $1 ${locks.deletedBlob.clause}`,
);

const lockDueLink = statement<unknown>(
  'lock-due-link',
  `SELECT 1 FROM {repository_blobs} l
   WHERE l.repository_id = $1 AND l.digest = $2 AND l.lease_until <= now() ${locks.deletedLink.clause}`,
);

/** Removes due blobs, each in a short transaction of its own, because pushes wait for it. */
export async function deleteUnreferencedBlobs(
  database: Database,
  { limit, by, trashSeconds }: { limit: number; by: ChangeAuthor; trashSeconds: number },
): Promise<number> {
  let taken = 0;
  const repositoryIds = new Set<string>();
  while (taken < limit) {
    const { due, unreferenced } = await database.transaction((queries) => sortOut(queries, limit - taken));
    if (due === 0) break;
    for (const link of unreferenced)
      if (await database.transaction((transaction) => takeBlob(transaction, { ...link, by }, trashSeconds))) {
        taken++;
        repositoryIds.add(link.repositoryId);
      }
  }
  await deleteRepositoriesIfEmpty(database, [...repositoryIds], by);
  return taken;
}

/** Separates unreferenced blobs from referenced ones. The latter get an endless lease and are not due again. */
async function sortOut(queries: Queries, limit: number): Promise<{ due: number; unreferenced: readonly DueLink[] }> {
  const due = await queries.query(lockDue, [limit]);
  const values = [due.map(({ repositoryId }) => repositoryId), due.map(({ digest }) => digest)];
  const referenced = due.length === 0 ? [] : await queries.query(keepReferenced, values);
  const kept = new Set(referenced.map(keyOf));
  return { due: due.length, unreferenced: due.filter((link) => !kept.has(keyOf(link))) };
}

/**
 * Locks the blob and then its link, as docs/locks.md says, and checks again whether it is due: a push may have come between.
 * A blob that was deleted and pushed again during the wait is not locked, and is left to the next round.
 */
async function takeBlob(transaction: Transaction, link: LinkDeletion, trashSeconds: number): Promise<boolean> {
  const { repositoryId, digest } = link;
  if ((await transaction.query(lockBlob, [digest])).length === 0) return false;
  if ((await transaction.query(lockDueLink, [repositoryId, digest])).length === 0) return false;
  return unlinkLockedBlob(transaction, link, trashSeconds);
}

function keyOf({ repositoryId, digest }: DueLink): string {
  return `${repositoryId} ${digest}`;
}
