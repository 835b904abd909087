import { createHash, type Hash } from 'node:crypto';
import type { Digest, DigestAlgorithm } from '@lading/core';

/** The digest of the first bytes of an upload, to which more can be added. Unlike `Digester` of core, it can be copied. */
export class RunningDigest {
  #size: number;

  constructor(
    readonly algorithm: DigestAlgorithm,
    private readonly hash: Hash = createHash(algorithm),
    size = 0,
  ) {
    this.#size = size;
  }

  /** The number of bytes so far. */
  get size(): number {
    return this.#size;
  }

  update(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.#size += bytes.byteLength;
  }

  copy(): RunningDigest {
    return new RunningDigest(this.algorithm, this.hash.copy(), this.#size);
  }

  /** The digest of all bytes so far; more may follow. */
  digest(): Digest {
    return `${this.algorithm}:${this.hash.copy().digest('hex')}` as Digest;
  }
}
