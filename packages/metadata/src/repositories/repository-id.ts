import type { RepositoryName } from '@lading/core';
import { locks } from '../database/locks.js';
import { type Queries, statement } from '../database/statement.js';

/**
 * The id of `wanted.repository`, for gathered lookups. As a subselect it is evaluated first, whatever the statistics are: many
 * repositories may have the same tag or the same layer.
 */
export const wantedRepositoryId = '(SELECT r.id FROM {repositories} r WHERE r.name = wanted.repository)';

const findId = statement<{ id: string }>('find-repository-id', 'SELECT id FROM {repositories} WHERE name = $1');

const create = statement(
  'create-repository',
  'INSERT INTO {repositories} (name) VALUES ($1) ON CONFLICT (name) DO NOTHING',
);

const lock = statement<{ id: string }>(
  'lock-repository',
  `SELECT id FROM {repositories} WHERE id = $1 ${locks.awaitingRepository.clause}`,
);

/** The id of a repository. Creates its row if necessary. */
export async function repositoryIdOf(queries: Queries, repository: RepositoryName): Promise<string> {
  const [known] = await queries.query(findId, [repository]);
  if (known !== undefined) return known.id;
  await queries.query(create, [repository]);
  return repositoryIdOf(queries, repository);
}

/**
 * Waits for transactions that are adding content to this repository, and makes later ones wait. Each of them holds
 * a key share lock on its row, because of the foreign keys.
 */
export async function lockRepository(queries: Queries, id: string): Promise<void> {
  await queries.query(lock, [id]);
}
