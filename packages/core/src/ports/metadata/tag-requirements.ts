import type { Digest } from '../../digest/digest.js';
import { RegistryError } from '../../error/registry-error.js';
import type { Tag } from '../../name/tag.js';
import { isConditionMet, type TagCondition } from '../tag-condition.js';

/** The requirements of a write of tags. */
export interface TagRequirements {
  /** Holds for every tag of the write. */
  readonly condition?: TagCondition | undefined;
  /** The maximum number of tags in the repository after a write that creates tags; unlimited if absent. */
  readonly maximumTagsPerRepository?: number | undefined;
}

/** A tag that is to be set or deleted, and the digest that it has under its lock. */
export interface TagWrite {
  readonly tag: Tag;
  readonly current: Digest | undefined;
}

/**
 * Judges a write of tags. Every metadata store calls it while it holds the locks of these tags. If several requirements are
 * not met, the error is that of the first in this order:
 *
 * 1. the condition of the request: the client may have acted on old knowledge, and every other answer would be about that.
 * 2. the limit of tags. Existing tags can be set and deleted even if the repository has more than allowed.
 *
 * The references of a manifest are judged before its tags, and hooks after them.
 * @param tagCount the tags of the repository without those that the write creates. A store that applies a limit counts them
 * while no other write with a limit can create tags in the repository.
 * @throws RegistryError `DENIED` with the reason `condition-failed` or `too-many-tags-of-repository`
 */
export function requireTagWrite(
  { condition, maximumTagsPerRepository }: TagRequirements,
  writes: readonly TagWrite[],
  tagCount = 0,
): void {
  for (const { tag, current } of writes)
    if (condition !== undefined && !isConditionMet(condition, current)) throw conditionFailed(tag, current);
  const created = writes.filter(({ current }) => current === undefined).length;
  if (maximumTagsPerRepository !== undefined && created > 0 && tagCount + created > maximumTagsPerRepository)
    throw tooManyTags(maximumTagsPerRepository);
}

function conditionFailed(tag: Tag, digest: Digest | undefined): RegistryError {
  return new RegistryError('DENIED', 'the tag does not meet the condition of the request', {
    reason: 'condition-failed',
    detail: digest === undefined ? { tag } : { tag, digest },
  });
}

function tooManyTags(maximumTagsPerRepository: number): RegistryError {
  return new RegistryError('DENIED', `a repository has at most ${maximumTagsPerRepository} tags here`, {
    reason: 'too-many-tags-of-repository',
    detail: { maximumTagsPerRepository },
  });
}
