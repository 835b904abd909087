import type { Digest } from '../digest/digest.js';
import { RegistryError } from '../error/registry-error.js';
import type { Tag } from '../name/tag.js';

/** What must be true of a tag for a change to happen, as `If-Match` and `If-None-Match` say it; `'*'` is any manifest. */
export interface TagCondition {
  readonly ifMatch?: readonly string[] | '*';
  readonly ifNoneMatch?: readonly string[] | '*';
}

/**
 * Checks a condition against what a tag points to, for metadata stores to call within the change.
 * @throws RegistryError `DENIED` with status 412 if it does not hold
 */
export function requireTagCondition(condition: TagCondition | undefined, tag: Tag, current: Digest | undefined): void {
  if (condition === undefined || isConditionMet(condition, current)) return;
  throw new RegistryError('DENIED', 'the tag does not meet the condition of the request', {
    status: 412,
    detail: current === undefined ? { tag } : { tag, digest: current },
  });
}

/** Whether a condition holds for content with this digest; `undefined` means that it does not exist. */
export function isConditionMet({ ifMatch, ifNoneMatch }: TagCondition, current: Digest | undefined): boolean {
  const isMatched = ifMatch === undefined || matches(ifMatch, current);
  return isMatched && (ifNoneMatch === undefined || !matches(ifNoneMatch, current));
}

function matches(expected: readonly string[] | '*', current: Digest | undefined): boolean {
  return current !== undefined && (expected === '*' || expected.includes(current));
}
