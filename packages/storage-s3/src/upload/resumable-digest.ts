import { setImmediate as otherWork } from 'node:timers/promises';
import type { Digest, DigestAlgorithm } from '@lading/core';
import { createSHA256, createSHA512, type IHasher } from 'hash-wasm';

const create: Readonly<Record<DigestAlgorithm, () => Promise<IHasher>>> = {
  sha256: createSHA256,
  sha512: createSHA512,
};
/** The bytes that are hashed before other requests get a turn. */
const sliceBytes = 256 * 1024;

/**
 * A digest that another process can continue. The parts of an unfinished multipart upload cannot be read, so the state of
 * the upload must contain the state of the digest. The digests of Node cannot be serialised.
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

  /** The state of the digest, for `begin`. */
  save(): string {
    return Buffer.from(this.hasher.save()).toString('base64');
  }

  /** Returns the digest. The instance cannot be used afterwards. */
  digest(): Digest {
    return `${this.algorithm}:${this.hasher.digest('hex')}` as Digest;
  }
}
