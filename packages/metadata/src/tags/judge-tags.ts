import { type Digest, type ManifestPut, requireTagWrite, type Tag, type TagRequirements } from '@lading/core';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

/** Tags that a push sets. */
interface PushedTags {
  readonly repositoryId: string;
  readonly tags: readonly Tag[];
}

const countOthers = statement<{ count: number }>(
  'count-other-tags',
  `SELECT count(*)::integer AS count FROM (
     SELECT FROM {tags} WHERE repository_id = $1 AND name <> ALL ($2) LIMIT $3) AS counted`,
);

/** Whether a push is judged while no other push that takes turns can change its repository. */
export function takesTurn(put: ManifestPut): boolean {
  return put.check !== undefined || isLimited(put);
}

/** Whether there is something that the tags of a push must satisfy. */
export function hasRequirements(put: ManifestPut): boolean {
  return put.require?.condition !== undefined || isLimited(put);
}

function isLimited({ tags, require }: ManifestPut): boolean {
  return require?.maximumTagsPerRepository !== undefined && tags.length > 0;
}

/**
 * Judges tags that are locked, in the transaction that sets them.
 * @param before the digests that the existing tags had before this transaction
 */
export async function judgeTags(
  transaction: Transaction,
  { repositoryId, tags }: PushedTags,
  requirements: TagRequirements = {},
  before: ReadonlyMap<Tag, Digest>,
): Promise<void> {
  const { maximumTagsPerRepository: most } = requirements;
  const isCounted = most !== undefined && before.size < tags.length;
  const [others] = isCounted ? await transaction.query(countOthers, [repositoryId, tags, most]) : [];
  requireTagWrite(
    requirements,
    tags.map((tag) => ({ tag, current: before.get(tag) })),
    before.size + (others?.count ?? 0),
  );
}
