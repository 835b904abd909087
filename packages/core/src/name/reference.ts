import { type Digest, parseVerifiableDigest } from '../digest/digest.js';
import { parseTag, type Tag } from './tag.js';

/** What names a manifest in a repository: a tag or a digest, nothing else (REF-03). */
export type Reference =
  | { readonly kind: 'tag'; readonly tag: Tag }
  | { readonly kind: 'digest'; readonly digest: Digest };

/**
 * Reads `<tag-or-digest>`. A reference with a colon is a digest, because no tag has one.
 * @throws RegistryError `DIGEST_INVALID` or, for a bad tag, `MANIFEST_INVALID`
 */
export function parseReference(text: string): Reference {
  return typeof text === 'string' && text.includes(':')
    ? { kind: 'digest', digest: parseVerifiableDigest(text) }
    : { kind: 'tag', tag: parseTag(text) };
}
