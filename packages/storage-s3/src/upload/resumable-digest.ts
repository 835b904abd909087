import { setImmediate as otherWork } from 'node:timers/promises';
import type { Digest, DigestAlgorithm } from '@lading/core';
import { createSHA256, createSHA512, type IHasher } from 'hash-wasm';

const create: Readonly<Record<DigestAlgorithm, () => Promise<IHasher>>> = {
  sha256: createSHA256,
  sha512: createSHA512,
};
/** Bytes after which other requests have their turn. */
const sliceBytes = 256 * 1024;

/**
 * A digest that another process can go on with. The parts of an unfinished multipart upload can't be read, so what was
 * computed of them has to travel with the state; Node's own digests can't be written down.
 */
export class ResumableDigest {
  private constructor(
    private readonly algorithm: DigestAlgorithm,
    private readonly hasher: IHasher,
  ) {}

  static async begin(algorithm: DigestAlgorithm, state?: string): Promise<ResumableDigest> {
    const hasher = await create[algorithm]();
    if (state === undefined) hasher.init();
    else hasher.load(Buffer.from(state, 'base64'));
    return new ResumableDigest(algorithm, hasher);
  }

  async update(bytes: Uint8Array): Promise<void> {
    for (let position = 0; position < bytes.byteLength; position += sliceBytes) {
      this.hasher.update(bytes.subarray(position, position + sliceBytes));
      await otherWork();
    }
  }

  /** Text by which `begin` goes on from here. */
  save(): string {
    return Buffer.from(this.hasher.save()).toString('base64');
  }

  /** Ends it. */
  digest(): Digest {
    return `${this.algorithm}:${this.hasher.digest('hex')}` as Digest;
  }
}
