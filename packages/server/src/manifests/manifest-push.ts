import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  algorithmOf,
  createDigester,
  type Digest,
  parseDigestAlgorithm,
  parseReference,
  parseTag,
  parseVerifiableDigest,
  RegistryError,
  type Tag,
} from '@lading/core';

/** Bytes that are hashed at once, in a few milliseconds. Other requests run in between. */
const sliceBytes = 2 * 1024 * 1024;

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
  readonly maximumTags: number;
}

/**
 * Reads the target of a push, which is valid as a whole or refused. An answer has to name each tag that was set (TAGP-04),
 * so only as many are accepted as it can name; a client pushes the others one by one.
 * @throws RegistryError `DIGEST_INVALID`, `MANIFEST_INVALID` for a bad tag, `UNSUPPORTED` for `?tag=` beside a tag,
 * 414 for too many tags (TAGP-03)
 */
export function parseManifestTarget({ reference, tags, digest, maximumTags }: ManifestTargetRequest): AcceptedTarget {
  const parsed = parseReference(reference);
  if (tags.length > maximumTags)
    throw new RegistryError('UNSUPPORTED', `a push sets at most ${maximumTags} tags`, { status: 414 });
  if (parsed.kind === 'digest') return { digest: parsed.digest, ...acceptTags([...new Set(tags.map(parseTag))]) };
  if (tags.length > 0)
    throw new RegistryError('UNSUPPORTED', 'tag parameters go with a digest in the path', { status: 400 });
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

/**
 * The digest that a manifest is stored under: the one that the client gave, checked, else sha256.
 * @throws RegistryError `DIGEST_INVALID` (MAN-14)
 */
export async function digestOfPush(bytes: Uint8Array, given: Digest | undefined): Promise<Digest> {
  const digester = createDigester(given === undefined ? undefined : parseDigestAlgorithm(algorithmOf(given)));
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await nextTurn();
    digester.update(bytes.subarray(start, start + sliceBytes));
  }
  const computed = digester.digest();
  if (given === undefined || given === computed) return computed;
  throw new RegistryError('DIGEST_INVALID', 'the manifest is not what its digest says', {
    detail: { given, computed },
  });
}
