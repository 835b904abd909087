import { HttpError } from '../http/error/http-error.js';

/** Bytes of each manifest that do not count, so that usual manifests are always accepted. */
const freeBytes = 64 * 1024;

/** Limits the memory of this process for all manifests that are being pushed. */
export class ManifestMemory {
  readonly #maximumBytes: number;
  #heldBytes = 0;

  /** @param manifestBytes the size of the largest manifest, for which there is always room */
  constructor(maximumBytes: number, manifestBytes: number) {
    this.#maximumBytes = Math.max(maximumBytes, manifestBytes);
  }

  /** Runs the work of one push, and then frees the memory that it has reserved. */
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

function noMemory(): HttpError {
  return new HttpError(503, 'TOOMANYREQUESTS', 'too many large manifests are being pushed: try again later');
}
