import type { Digest } from '@lading/core';
import { unlinkLockedBlob } from '../blobs/delete-blob.js';
import type { Database } from '../database/database.js';
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
   ORDER BY lease_until LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
);

const keepReferenced = statement<DueLink>(
  'keep-referenced-blobs',
  `UPDATE {repository_blobs} l SET lease_until = 'infinity'
   FROM unnest($1::bigint[], $2::text[]) AS due (repository_id, digest)
   WHERE l.repository_id = due.repository_id AND l.digest = due.digest AND EXISTS (
     SELECT FROM {manifest_references} f WHERE f.repository_id = l.repository_id AND f.blob_digest = l.digest)
   RETURNING l.repository_id AS "repositoryId", l.digest`,
);

const lockBlob = statement<unknown>('lock-unreferenced-blob', 'SELECT 1 FROM {blobs} WHERE digest = $1 FOR UPDATE');

const lockDueLink = statement<unknown>(
  'lock-due-link',
  `SELECT 1 FROM {repository_blobs} WHERE repository_id = $1 AND digest = $2 AND lease_until <= now() FOR UPDATE`,
);

/** Takes due blobs one by one, each in a transaction of its own that no push has to wait for long. */
export async function deleteUnreferencedBlobs(
  database: Database,
  limit: number,
  trashSeconds: number,
): Promise<number> {
  let taken = 0;
  const repositoryIds = new Set<string>();
  while (taken < limit) {
    const { due, unreferenced } = await database.transaction((queries) => sortOut(queries, limit - taken));
    if (due === 0) break;
    for (const link of unreferenced)
      if (await database.transaction((transaction) => takeBlob(transaction, link, trashSeconds))) {
        taken++;
        repositoryIds.add(link.repositoryId);
      }
  }
  await deleteRepositoriesIfEmpty(database, [...repositoryIds]);
  return taken;
}

/** Referenced blobs get a lease without end, so that each is looked at once and not in every round. */
async function sortOut(queries: Queries, limit: number): Promise<{ due: number; unreferenced: readonly DueLink[] }> {
  const due = await queries.query(lockDue, [limit]);
  const values = [due.map(({ repositoryId }) => repositoryId), due.map(({ digest }) => digest)];
  const referenced = due.length === 0 ? [] : await queries.query(keepReferenced, values);
  const kept = new Set(referenced.map(keyOf));
  return { due: due.length, unreferenced: due.filter((link) => !kept.has(keyOf(link))) };
}

/**
 * Locks in the order in which everybody does - the blob, then its link - and asks again: a push may have come between. Of a
 * blob that went and came back while its lock was waited for, nothing is locked: the next round has it.
 */
async function takeBlob(
  transaction: Transaction,
  { repositoryId, digest }: DueLink,
  trashSeconds: number,
): Promise<boolean> {
  if ((await transaction.query(lockBlob, [digest])).length === 0) return false;
  if ((await transaction.query(lockDueLink, [repositoryId, digest])).length === 0) return false;
  return unlinkLockedBlob(transaction, repositoryId, digest, trashSeconds);
}

function keyOf({ repositoryId, digest }: DueLink): string {
  return `${repositoryId} ${digest}`;
}
