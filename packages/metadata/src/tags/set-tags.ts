import { type Digest, requireTagCondition, type Tag, type TagCondition } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

export interface TagSetting {
  readonly repositoryId: string;
  readonly digest: Digest;
  readonly tags: readonly Tag[];
}

const setAll = statement(
  'set-tags',
  `INSERT INTO {tags} AS t (repository_id, name, digest) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])
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

/** Points tags to manifests of the same transaction, in the order of names, so that two pushes can't wait for each other. */
export function setTags(transaction: Transaction, settings: readonly TagSetting[]): void {
  const rows = settings.flatMap(({ repositoryId, digest, tags }) =>
    sortedNames(tags).map((name) => ({ repositoryId, name, digest, key: `${repositoryId} ${name}` })),
  );
  if (rows.length === 0) return;
  rows.sort((one, other) => (one.key < other.key ? -1 : 1));
  transaction.send(setAll, [
    rows.map(({ repositoryId }) => repositoryId),
    rows.map(({ name }) => name),
    rows.map(({ digest }) => digest),
  ]);
}

/**
 * Holds tags to a condition, and locks them. Creates absent tags first: whoever loses that race to another push waits for
 * it here, by the unique key, and is then judged by what the other one stored.
 */
export async function requireTagConditions(
  transaction: Transaction,
  { repositoryId, digest, tags }: TagSetting,
  condition: TagCondition,
): Promise<void> {
  const names = sortedNames(tags);
  if (names.length === 0) return;
  const absent = await transaction.query(createAbsent, [repositoryId, digest, names]);
  const created = new Set(absent.map(({ name }) => name));
  const locked = await transaction.query(lockTags, [repositoryId, names]);
  const current = new Map(locked.map((tag) => [tag.name, tag.digest]));
  for (const tag of names) requireTagCondition(condition, tag, created.has(tag) ? undefined : current.get(tag));
}

function sortedNames(tags: readonly Tag[]): Tag[] {
  return [...new Set(tags)].sort();
}
