import type { Digest, PushedManifest, Tag, TagRequirements } from '@lading/core';
import { locks } from '../database/locks.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import { judgeTags } from './judge-tags.js';

export interface TagSetting {
  readonly repositoryId: string;
  readonly manifest: PushedManifest;
  /** In order, each once. */
  readonly tags: readonly Tag[];
}

const setAll = statement(
  'set-tags',
  `INSERT INTO {tags} AS t (repository_id, name, digest) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])
   ON CONFLICT (repository_id, name)
   DO UPDATE SET digest = excluded.digest, previous_digest = t.digest, version = t.version + 1, updated_at = now()
   WHERE t.digest <> excluded.digest`,
);

const createAbsent = statement<{ name: Tag }>(
  'create-absent-tags',
  `INSERT INTO {tags} (repository_id, name, digest) SELECT $1::bigint, name, $2 FROM unnest($3::text[]) AS name
   ON CONFLICT (repository_id, name) DO NOTHING RETURNING name`,
);

const lock = statement<{ name: Tag; digest: Digest }>(
  'lock-tags',
  `SELECT t.name, t.digest FROM {tags} t WHERE t.repository_id = $1 AND t.name = ANY ($2) ORDER BY t.name ${locks.writtenTag.clause}`,
);

/**
 * Points tags to manifests of the same transaction, in the order of names, so two pushes cannot wait for each other. A tag
 * that already has the digest is locked and stays unchanged.
 */
export function setTags(transaction: Transaction, settings: readonly TagSetting[]): void {
  const rows = settings.flatMap(({ repositoryId, manifest: { digest }, tags }) =>
    tags.map((name) => ({ repositoryId, name, digest, key: `${repositoryId} ${name}` })),
  );
  if (rows.length === 0) return;
  rows.sort((one, other) => (one.key < other.key ? -1 : 1));
  transaction.send(setAll, [
    rows.map(({ repositoryId }) => repositoryId),
    rows.map(({ name }) => name),
    rows.map(({ digest }) => digest),
  ]);
}

/** Locks those tags that exist. @returns the digests that they point to */
export async function lockTags(
  transaction: Transaction,
  repositoryId: string,
  tags: readonly Tag[],
): Promise<ReadonlyMap<Tag, Digest>> {
  if (tags.length === 0) return new Map();
  const locked = await transaction.query(lock, [repositoryId, tags]);
  return new Map(locked.map(({ name, digest }) => [name, digest]));
}

/**
 * Locks tags and judges them. Creates absent tags first: a push that loses this race waits for the other one at the unique
 * key, and is then judged by the digest that the other one stored.
 */
export async function requireTags(
  transaction: Transaction,
  setting: TagSetting,
  requirements: TagRequirements | undefined,
): Promise<void> {
  const { repositoryId, manifest, tags } = setting;
  if (tags.length === 0) return;
  const absent = await transaction.query(createAbsent, [repositoryId, manifest.digest, tags]);
  const created = new Set(absent.map(({ name }) => name));
  const locked = await lockTags(transaction, repositoryId, tags);
  const before = new Map([...locked].filter(([tag]) => !created.has(tag)));
  await judgeTags(transaction, setting, requirements, before);
}

/** Names in the order in which tags are locked, each once. */
export function sortedTags(tags: readonly Tag[]): Tag[] {
  return [...new Set(tags)].sort();
}
