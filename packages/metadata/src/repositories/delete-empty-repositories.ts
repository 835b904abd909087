import { type ChangeAuthor, isRegistryError, type RepositoryName } from '@lading/core';
import { authorValues, loggedDeletion } from '../changes/log-deletion.js';
import type { Database } from '../database/database.js';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import { hasContent } from './has-content.js';

interface RepositoryId {
  readonly id: string;
}

const batch = 1000;

const findEmptyByName = statement<RepositoryId>(
  'find-empty-repository',
  `SELECT r.id FROM {repositories} r WHERE r.name = $1 AND NOT ${hasContent}`,
);

const walk = statement<RepositoryId & { empty: boolean }>(
  'walk-repositories',
  `SELECT r.id, NOT ${hasContent} AS empty
   FROM (SELECT id FROM {repositories} WHERE id > $1 ORDER BY id LIMIT $2) r ORDER BY r.id`,
);

const lockEmpty = statement<RepositoryId>(
  'lock-empty-repositories',
  `SELECT r.id FROM {repositories} r WHERE r.id = ANY ($1) AND NOT ${hasContent} ORDER BY r.id ${locks.emptyRepository.clause}`,
);

const deleteEmpty = loggedDeletion(
  'delete-empty-repositories',
  'repository.deleted',
  `DELETE FROM {repositories} r WHERE r.id = ANY ($7) AND NOT ${hasContent} RETURNING r.name AS repository`,
);

/**
 * Deletes those repositories that have no content. It runs after the transaction that removed their content and holds no
 * other lock, so it cannot deadlock with a push. Repositories that are being pushed to are skipped. A later push waits for
 * the row, fails at the foreign key and is repeated with a new row.
 */
export async function deleteRepositoriesIfEmpty(
  database: Database,
  ids: readonly string[],
  by: ChangeAuthor,
): Promise<void> {
  if (ids.length === 0) return;
  await database.transaction(async (transaction) => {
    const locked = (await transaction.query(lockEmpty, [ids])).map(({ id }) => id);
    // The condition is checked again under the lock: a push may have been committed since the statement began.
    if (locked.length > 0) transaction.send(deleteEmpty, [...authorValues(by), locked]);
  });
}

/** Receives failures that a method does not report to its caller. */
export type StoreLog = (message: string, error: unknown) => void;

/**
 * Deletes a repository that has just lost its last content. The content is deleted already, so a failure of the database is
 * only logged: `deleteEmptyRepositories` deletes the repository later.
 */
export async function deleteRepositoryIfEmpty(
  database: Database,
  { repository, by }: { repository: RepositoryName; by: ChangeAuthor },
  log: StoreLog,
): Promise<void> {
  try {
    const empty = await database.query(findEmptyByName, [repository]);
    await deleteRepositoriesIfEmpty(
      database,
      empty.map(({ id }) => id),
      by,
    );
  } catch (error) {
    if (!isRegistryError(error, 'UNAVAILABLE')) throw error;
    log(`the empty repository ${repository} is deleted later`, error);
  }
}

/** Deletes all repositories without content, in batches. */
export async function deleteEmptyRepositories(database: Database, by: ChangeAuthor): Promise<void> {
  let after: string | undefined = '0';
  while (after !== undefined) {
    const rows: readonly (RepositoryId & { empty: boolean })[] = await database.query(walk, [after, batch]);
    const empty = rows.filter(({ empty }) => empty).map(({ id }) => id);
    await deleteRepositoriesIfEmpty(database, empty, by);
    after = rows.at(-1)?.id;
  }
}
