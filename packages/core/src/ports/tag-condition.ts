import type { Digest } from '../digest/digest.js';
import { RegistryError } from '../error/registry-error.js';

/** A condition of a change, in the terms of `If-Match` and `If-None-Match`. `'*'` is any content. */
export interface TagCondition {
  readonly ifMatch?: readonly string[] | '*';
  readonly ifNoneMatch?: readonly string[] | '*';
}

/**
 * Checks a condition against content with this digest; `undefined` means that it does not exist. No transaction is needed,
 * because content under a digest never changes.
 * @throws RegistryError `DENIED` with the reason `condition-failed`
 */
export function requireCondition(condition: TagCondition | undefined, digest: Digest | undefined): void {
  if (condition === undefined || isConditionMet(condition, digest)) return;
  throw new RegistryError('DENIED', 'the content does not meet the condition of the request', {
    reason: 'condition-failed',
    ...(digest === undefined ? {} : { detail: { digest } }),
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
