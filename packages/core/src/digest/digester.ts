import { createHash } from 'node:crypto';
import { requireBytes } from '../error/arguments.js';
import { algorithmOf, type Digest, type DigestAlgorithm, parseDigestAlgorithm } from './digest.js';

/** Computes the digest of bytes that come in pieces. */
export interface Digester {
  readonly algorithm: DigestAlgorithm;
  /** How many bytes it has read. */
  readonly size: number;
  update(bytes: Uint8Array): void;
  /** The digest of all bytes so far; more may follow. */
  digest(): Digest;
}

/**
 * Starts a digest; sha256 unless another algorithm is given (DIG-06).
 * @throws RegistryError `DIGEST_INVALID` for an unregistered algorithm. `update` throws a TypeError for anything but bytes
 */
export function createDigester(algorithm: DigestAlgorithm = 'sha256'): Digester {
  const hash = createHash(parseDigestAlgorithm(algorithm));
  let size = 0;
  return {
    algorithm,
    get size() {
      return size;
    },
    update(bytes) {
      requireBytes(bytes, 'the content of a digest');
      hash.update(bytes);
      size += bytes.byteLength;
    },
    digest: () => `${algorithm}:${hash.copy().digest('hex')}` as Digest,
  };
}

/**
 * The digest of bytes; sha256 unless another algorithm is given (DIG-06).
 * @throws RegistryError `DIGEST_INVALID` for an unregistered algorithm
 * @throws TypeError for anything but bytes
 */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  requireBytes(bytes, 'the content of a digest');
  return `${algorithm}:${createHash(parseDigestAlgorithm(algorithm)).update(bytes).digest('hex')}` as Digest;
}

/**
 * Whether these bytes are the content of this digest.
 * @throws RegistryError `DIGEST_INVALID` if the digest's algorithm can't be verified here
 */
export function matchesDigest(bytes: Uint8Array, digest: Digest): boolean {
  return digestOf(bytes, parseDigestAlgorithm(algorithmOf(digest))) === digest;
}
