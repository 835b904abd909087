import { type Digest, parseReference, parseTag, parseVerifiableDigest, type Tag } from '@lading/core';
import { HttpError } from '../http/error/http-error.js';

/** What a push of a manifest names. */
export interface ManifestTarget {
  /** The digest that the client gave, if any. */
  readonly digest: Digest | undefined;
  readonly tags: readonly Tag[];
}

/** A target, and how many of the requested tags were omitted because one answer cannot name them. */
export interface AcceptedTarget extends ManifestTarget {
  readonly omittedTags: number;
}

/** The limit of `OCI-Tag` in bytes: some proxies accept only 4 KiB of header fields, and other fields need some of them. */
const tagFieldBytes = 2048;

export interface ManifestTargetRequest {
  /** The last segment of the path. */
  readonly reference: string;
  /** Values of `?tag=` (TAGP-01). */
  readonly tags: readonly string[];
  /** `?digest=` beside a tag in the path, as an early draft had it; checked where it is given. */
  readonly digest: string | undefined;
}

/**
 * Reads the target of a push, which is valid as a whole or refused. An answer has to name each tag that was set (TAGP-04),
 * so only as many are accepted as it can name; a client pushes the others one by one.
 * @throws RegistryError `DIGEST_INVALID`, `MANIFEST_INVALID` for a bad tag, `UNSUPPORTED` for too many tags
 * (TAGP-03)
 * @throws HttpError 400 for `?tag=` beside a tag
 */
export function parseManifestTarget({ reference, tags, digest }: ManifestTargetRequest): AcceptedTarget {
  const parsed = parseReference(reference);
  if (parsed.kind === 'digest') return { digest: parsed.digest, ...acceptTags([...new Set(tags.map(parseTag))]) };
  if (tags.length > 0) throw new HttpError(400, 'UNSUPPORTED', 'tag parameters go with a digest in the path');
  const given = digest === undefined ? undefined : parseVerifiableDigest(digest);
  return { digest: given, tags: [parsed.tag], omittedTags: 0 };
}

/** Accepts the first tags, as many as fit into one field. */
function acceptTags(tags: readonly Tag[]): Pick<AcceptedTarget, 'tags' | 'omittedTags'> {
  let count = tags.length;
  while (formatTags(tags.slice(0, count)).length > tagFieldBytes) count -= 1;
  return { tags: tags.slice(0, count), omittedTags: tags.length - count };
}

/** The value of `OCI-Tag`: one field, because some clients accept no more than 100 fields. */
export function formatTags(tags: readonly Tag[]): string {
  return tags.join(', ');
}
