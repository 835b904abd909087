import { type Digest, RegistryError, type Tag, type TagCondition } from '@lading/core';

/**
 * Checks what must be true of a tag before it changes.
 * @throws RegistryError `DENIED` with status 412 if it is not
 */
export function requireCondition(condition: TagCondition | undefined, tag: Tag, current: Digest | undefined): void {
  const { ifMatch, ifNoneMatch } = condition ?? {};
  const holds =
    (ifMatch === undefined || matches(ifMatch, current)) &&
    (ifNoneMatch === undefined || !matches(ifNoneMatch, current));
  if (holds) return;
  throw new RegistryError('DENIED', 'the tag is not what the condition of the request asks for', {
    status: 412,
    detail: current === undefined ? { tag } : { tag, digest: current },
  });
}

function matches(expected: readonly string[] | '*', current: Digest | undefined): boolean {
  return current !== undefined && (expected === '*' || expected.includes(current));
}
