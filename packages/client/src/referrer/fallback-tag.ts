import { algorithmOf, type Digest, encodedOf, isTag, parseTag, type Tag } from '@lading/core';

/**
 * The tag that lists the referrers of a subject if the registry has no API for them (FBT-01). The specification says how the
 * digest is cut and which characters are replaced.
 */
export function fallbackTagOf(subject: Digest): Tag {
  const cut = (text: string, length: number) => text.slice(0, length).replace(/[^a-zA-Z0-9._-]/g, '-');
  return parseTag(`${cut(algorithmOf(subject), 32)}-${cut(encodedOf(subject), 64)}`);
}

/** Whether another subject may have the same tag, because the tag has only part of the digest. */
export function mayCollide(subject: Digest): boolean {
  return encodedOf(subject).length > 64;
}

/** Whether a tool made the tag: a list of referrers, or a signature of cosign under a digest. */
export function isToolTag(tag: string): boolean {
  return isTag(tag) && /^sha(?:256-[a-f0-9]{64}|512-[a-f0-9]{64,128})(?:\.[a-z0-9]+)?$/.test(tag);
}
