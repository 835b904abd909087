import { type Digest, isConditionMet, requireCondition, type TagCondition } from '@lading/core';

/** The entity tag of content is its digest (LEG-07). */
export function entityTagOf(digest: Digest): string {
  return `"${digest}"`;
}

interface EntityTag {
  readonly opaque: string;
  readonly isWeak: boolean;
}

const entityTag = /(W\/)?"([^"]*)"/g;

function parseEntityTags(field: string): readonly EntityTag[] | '*' {
  if (field.trim() === '*') return '*';
  return [...field.matchAll(entityTag)].map(([, weak, opaque = '']) => ({ opaque, isWeak: weak !== undefined }));
}

/** The fields of a conditional request (RFC 9110 §13.1). */
export interface ConditionFields {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** The condition for a change; a weak tag never holds for `If-Match` (RFC 9110 §13.1.1). */
export function parseCondition(fields: ConditionFields): TagCondition | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = fields;
  if (match === undefined && noneMatch === undefined) return undefined;
  return {
    ...(match === undefined ? {} : { ifMatch: opaqueTags(match, false) }),
    ...(noneMatch === undefined ? {} : { ifNoneMatch: opaqueTags(noneMatch, true) }),
  };
}

/**
 * Whether the client has this content already, so that the answer is 304 (RFC 9110 §13.2.2).
 * @throws RegistryError `DENIED` with the reason `condition-failed` if `If-Match` does not hold
 */
export function isUnchanged(fields: ConditionFields, digest: Digest): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = fields;
  if (match !== undefined) requireCondition({ ifMatch: opaqueTags(match, false) }, digest);
  return noneMatch !== undefined && !isConditionMet({ ifNoneMatch: opaqueTags(noneMatch, true) }, digest);
}

function opaqueTags(field: string, weakToo: boolean): readonly string[] | '*' {
  const tags = parseEntityTags(field);
  return tags === '*' ? tags : tags.filter(({ isWeak }) => weakToo || !isWeak).map(({ opaque }) => opaque);
}
