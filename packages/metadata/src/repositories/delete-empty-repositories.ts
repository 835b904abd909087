import type { RepositoryName } from '@lading/core';
import type { Database } from '../database/database.js';
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
  `SELECT r.id FROM {repositories} r WHERE r.id = ANY ($1) AND NOT ${hasContent} ORDER BY r.id FOR UPDATE SKIP LOCKED`,
);

const deleteEmpty = statement(
  'delete-empty-repositories',
  `DELETE FROM {repositories} r WHERE r.id = ANY ($1) AND NOT ${hasContent}`,
);

/**
 * Deletes those repositories that have no content. It runs after the transaction that removed their content and holds no
 * other lock, so it cannot deadlock with a push. Repositories that are being pushed to are skipped. A later push waits for
 * the row, fails at the foreign key and is repeated with a new row.
 */
export async function deleteRepositoriesIfEmpty(database: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await database.transaction(async (transaction) => {
    const locked = (await transaction.query(lockEmpty, [ids])).map(({ id }) => id);
    // The condition is checked again under the lock: a push may have been committed since the statement began.
    if (locked.length > 0) transaction.send(deleteEmpty, [locked]);
  });
}

/**
 * Deletes a repository that has just lost its last content. It never rejects: the content is deleted already, and
 * `deleteEmptyRepositories` finds the repository later.
 */
export async function deleteRepositoryIfEmpty(database: Database, repository: RepositoryName): Promise<void> {
  try {
    const empty = await database.query(findEmptyByName, [repository]);
    await deleteRepositoriesIfEmpty(
      database,
      empty.map(({ id }) => id),
    );
  } catch {}
}

/** Deletes all repositories without content, in batches. */
export async function deleteEmptyRepositories(database: Database): Promise<void> {
  let after: string | undefined = '0';
  while (after !== undefined) {
    const rows: readonly (RepositoryId & { empty: boolean })[] = await database.query(walk, [after, batch]);
    const empty = rows.filter(({ empty }) => empty).map(({ id }) => id);
    await deleteRepositoriesIfEmpty(database, empty);
    after = rows.at(-1)?.id;
  }
}
