import { type Digest, requireTagCondition, type Tag, type TagCondition } from '@lading/core';
import { type Queries, statement } from '../database/statement.js';

export interface TagSetting {
  readonly repositoryId: string;
  readonly digest: Digest;
  readonly tags: readonly Tag[];
  readonly condition: TagCondition | undefined;
}

const setAll = statement(
  'set-tags',
  `INSERT INTO {tags} AS t (repository_id, name, digest) SELECT $1::bigint, name, $2 FROM unnest($3::text[]) AS name
   ON CONFLICT (repository_id, name)
   DO UPDATE SET digest = excluded.digest, version = t.version + 1, updated_at = now()`,
);

const createAbsent = statement<{ name: Tag }>(
  'create-absent-tags',
  `INSERT INTO {tags} (repository_id, name, digest) SELECT $1::bigint, name, $2 FROM unnest($3::text[]) AS name
   ON CONFLICT (repository_id, name) DO NOTHING RETURNING name`,
);

const lockTags = statement<{ name: Tag; digest: Digest }>(
  'lock-tags',
  `SELECT name, digest FROM {tags} WHERE repository_id = $1 AND name = ANY ($2) ORDER BY name FOR UPDATE`,
);

/** Points tags to a manifest of the same transaction, in the order of names, so that two pushes can't wait for each other. */
export async function setTags(queries: Queries, { repositoryId, digest, tags, condition }: TagSetting): Promise<void> {
  const names = [...new Set(tags)].sort();
  if (names.length === 0) return;
  if (condition !== undefined) await requireConditions(queries, { repositoryId, digest, tags: names, condition });
  await queries.query(setAll, [repositoryId, digest, names]);
}

/**
 * Creates absent tags first: whoever loses that race to another push waits for it here, by the unique key, and is then
 * judged by what the other one stored.
 */
async function requireConditions(
  queries: Queries,
  { repositoryId, digest, tags, condition }: TagSetting,
): Promise<void> {
  const created = new Set((await queries.query(createAbsent, [repositoryId, digest, tags])).map(({ name }) => name));
  const locked = await queries.query(lockTags, [repositoryId, tags]);
  const current = new Map(locked.map((tag) => [tag.name, tag.digest]));
  for (const tag of tags) requireTagCondition(condition, tag, created.has(tag) ? undefined : current.get(tag));
}
