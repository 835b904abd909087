import { algorithmOf, type Digest, type DigestAlgorithm, digestOf, isDigest, isVerifiable } from '@lading/core';
import { DigestMismatchError } from '../error/digest-mismatch-error.js';
import type { Answer } from './answer.js';

/** The digest in `Docker-Content-Digest`, if it can be verified here. */
export function digestField(answer: Answer): Digest | undefined {
  const text = answer.headers.get('docker-content-digest');
  return text !== null && isDigest(text) && isVerifiable(text) ? text : undefined;
}

/**
 * Compares the digest in a response with the expected one. The registry may name a digest of another algorithm (PULL-10).
 * @throws DigestMismatchError
 */
export function checkDigestField(answer: Answer, expected: Digest): void {
  const named = digestField(answer);
  if (named === undefined || algorithmOf(named) !== algorithmOf(expected) || named === expected) return;
  throw new DigestMismatchError({ digest: expected }, { digest: named }, answer);
}

/**
 * Computes the digest of a body, and compares it with the requested digest and with the one in the response (PULL-11,
 * PULL-12). For a request by tag, the result has the algorithm that the registry uses.
 * @throws DigestMismatchError
 */
export function verifiedDigest(bytes: Uint8Array, answer: Answer, asked: Digest | undefined): Digest {
  const named = digestField(answer);
  for (const expected of [asked, named]) {
    if (expected === undefined) continue;
    const digest = digestOf(bytes, algorithmOf(expected) as DigestAlgorithm);
    if (digest !== expected)
      throw new DigestMismatchError({ digest: expected }, { digest, size: bytes.byteLength }, answer);
  }
  return asked ?? named ?? digestOf(bytes);
}
