import { RegistryError } from '@lading/core';

/** Bytes of each manifest that do not count, so that usual manifests are taken however much others hold. */
const freeBytes = 64 * 1024;

/** Limits what all manifests that are being pushed hold of the memory of this process. */
export class ManifestMemory {
  readonly #maximumBytes: number;
  #heldBytes = 0;

  /** @param manifestBytes the largest manifest, which fits into the memory in any case */
  constructor(maximumBytes: number, manifestBytes: number) {
    this.#maximumBytes = Math.max(maximumBytes, manifestBytes);
  }

  /** Does the work of one push, and frees what it reserved when the work is done or has failed. */
  async use<Result>(work: (reserve: (bytes: number) => void) => Promise<Result>): Promise<Result> {
    let receivedBytes = 0;
    const counted = () => Math.max(0, receivedBytes - freeBytes);
    const reserve = (bytes: number) => {
      const before = counted();
      receivedBytes += bytes;
      this.#heldBytes += counted() - before;
      if (counted() > before && this.#heldBytes > this.#maximumBytes) throw noMemory();
    };
    try {
      return await work(reserve);
    } finally {
      this.#heldBytes -= counted();
    }
  }
}

function noMemory(): RegistryError {
  return new RegistryError('UNAVAILABLE', 'too many large manifests are being pushed: try again later');
}
