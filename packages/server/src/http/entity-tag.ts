import type { Digest, TagCondition } from '@lading/core';

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

/** Whether `If-None-Match` names this content, so that 304 is the answer (RFC 9110 §13.1.2). */
export function matchesNone(field: string | undefined, digest: Digest): boolean {
  if (field === undefined) return false;
  const tags = parseEntityTags(field);
  return tags === '*' || tags.some(({ opaque }) => opaque === digest);
}

/** What `If-Match` and `If-None-Match` demand of a tag (ambiguities C12); a weak tag never holds for `If-Match`. */
export function parseTagCondition(fields: {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}): TagCondition | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = fields;
  if (match === undefined && noneMatch === undefined) return undefined;
  return {
    ...(match === undefined ? {} : { ifMatch: opaqueTags(match, false) }),
    ...(noneMatch === undefined ? {} : { ifNoneMatch: opaqueTags(noneMatch, true) }),
  };
}

function opaqueTags(field: string, weakToo: boolean): readonly string[] | '*' {
  const tags = parseEntityTags(field);
  return tags === '*' ? tags : tags.filter(({ isWeak }) => weakToo || !isWeak).map(({ opaque }) => opaque);
}
