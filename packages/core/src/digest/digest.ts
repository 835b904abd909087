import { requireString } from '../error/arguments.js';
import { quoted } from '../error/quoted.js';
import { RegistryError } from '../error/registry-error.js';

/** A content identifier, `algorithm:encoded`, that was checked once (DIG-01, DIG-02, DIG-03). */
export type Digest = string & { readonly __digest: unique symbol };

/** The algorithms by which content is verified here; image-spec "Registered algorithms". */
export const digestAlgorithms = ['sha256', 'sha512'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

const grammar = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;
const longest = 255;
const encodedForms: Readonly<Record<DigestAlgorithm, RegExp>> = { sha256: /^[a-f0-9]{64}$/, sha512: /^[a-f0-9]{128}$/ };

function isRegistered(algorithm: string): algorithm is DigestAlgorithm {
  return Object.hasOwn(encodedForms, algorithm);
}

/** Whether a text is a digest of any algorithm (DIG-01 to DIG-03). */
export function isDigest(text: string): text is Digest {
  if (typeof text !== 'string') return false;
  const algorithm = text.slice(0, Math.max(0, text.indexOf(':')));
  return isRegistered(algorithm)
    ? encodedForms[algorithm].test(text.slice(algorithm.length + 1))
    : text.length <= longest && grammar.test(text);
}

/**
 * Reads a digest of any algorithm that the grammar allows: an unregistered one may be stored and copied as a reference,
 * though its content can't be verified (DIG-05).
 * @throws RegistryError `DIGEST_INVALID`
 */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new RegistryError('DIGEST_INVALID', `the digest is malformed: ${quoted(text)}`, {
    detail: { digest: shorten(text) },
  });
}

/**
 * Reads a digest whose content can be verified here: the only kind under which content is stored (DIG-07).
 * @throws RegistryError `DIGEST_INVALID`
 */
export function parseVerifiableDigest(text: string): Digest {
  const digest = parseDigest(text);
  parseDigestAlgorithm(algorithmOf(digest));
  return digest;
}

/**
 * Reads the name of a registered algorithm, as in `?digest-algorithm=` (CHNK-02).
 * @throws RegistryError `DIGEST_INVALID`
 */
export function parseDigestAlgorithm(text: string): DigestAlgorithm {
  if (isRegistered(text)) return text;
  throw new RegistryError(
    'DIGEST_INVALID',
    `the digest algorithm is not one of ${digestAlgorithms.join(', ')}: ${quoted(text)}`,
    {
      detail: { algorithm: shorten(text) },
    },
  );
}

/** The part before the colon, whether it can be verified here or not. */
export function algorithmOf(digest: Digest): string {
  requireString(digest, 'a digest');
  return digest.slice(0, digest.indexOf(':'));
}

/** The part after the colon. */
export function encodedOf(digest: Digest): string {
  requireString(digest, 'a digest');
  return digest.slice(digest.indexOf(':') + 1);
}

/** Whether content can be checked against this digest here. */
export function isVerifiable(digest: Digest): boolean {
  return isRegistered(algorithmOf(digest));
}

/** Error bodies stay small however long the input is. */
function shorten(text: unknown): unknown {
  return typeof text === 'string' && text.length > longest ? `${text.slice(0, longest)}…` : text;
}
