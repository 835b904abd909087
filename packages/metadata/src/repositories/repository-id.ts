import type { RepositoryName } from '@lading/core';
import { type Queries, statement } from '../database/statement.js';

/**
 * The id of `wanted.repository`, for statements that look for many things. As an expression it is found first, whatever
 * the server thinks of its tables: many repositories may have the same tag, or the same layer.
 */
export const wantedRepositoryId = '(SELECT r.id FROM {repositories} r WHERE r.name = wanted.repository)';

const findId = statement<{ id: string }>('find-repository-id', 'SELECT id FROM {repositories} WHERE name = $1');

const create = statement(
  'create-repository',
  'INSERT INTO {repositories} (name) VALUES ($1) ON CONFLICT (name) DO NOTHING',
);

const lock = statement<{ id: string }>('lock-repository', 'SELECT id FROM {repositories} WHERE id = $1 FOR UPDATE');

/** The id of a repository's row, which is made if need be. */
export async function repositoryIdOf(queries: Queries, repository: RepositoryName): Promise<string> {
  const [known] = await queries.query(findId, [repository]);
  if (known !== undefined) return known.id;
  await queries.query(create, [repository]);
  return repositoryIdOf(queries, repository);
}

/**
 * Waits for everybody who is giving content to this repository and holds off everybody who will: each of them has a key
 * share on its row, through the foreign keys.
 */
export async function lockRepository(queries: Queries, id: string): Promise<void> {
  await queries.query(lock, [id]);
}
