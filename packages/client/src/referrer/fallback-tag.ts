import { algorithmOf, type Digest, encodedOf, isTag, parseTag, type Tag } from '@lading/core';

/** The tag that lists the referrers of a subject where the API is missing (FBT-01, with the cuts and replacements of main). */
export function fallbackTagOf(subject: Digest): Tag {
  const cut = (text: string, length: number) => text.slice(0, length).replace(/[^a-zA-Z0-9._-]/g, '-');
  return parseTag(`${cut(algorithmOf(subject), 32)}-${cut(encodedOf(subject), 64)}`);
}

/** Whether subjects of different digests may share the tag, since it holds only part of them. */
export function mayCollide(subject: Digest): boolean {
  return encodedOf(subject).length > 64;
}

/** Whether a tag belongs to a tool and not to a person: a list of referrers, or what cosign keeps under a digest. */
export function isToolTag(tag: string): boolean {
  return isTag(tag) && /^sha(?:256-[a-f0-9]{64}|512-[a-f0-9]{64,128})(?:\.[a-z0-9]+)?$/.test(tag);
}
