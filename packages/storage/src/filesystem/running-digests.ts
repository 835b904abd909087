import type { DigestAlgorithm } from '@lading/core';
import type { RunningDigest } from './running-digest.js';

/**
 * A cache of the digests of the uploads that this process worked on last. A digest that is not in the cache is computed again
 * from the stored bytes.
 */
export class RunningDigests {
  readonly #digests = new Map<string, RunningDigest>();

  constructor(private readonly limit: number) {}

  /** Removes and returns the digest of the first bytes of an upload, at most `size`. The caller may then change it. */
  take(id: string, algorithm: DigestAlgorithm, size: number): RunningDigest | undefined {
    const running = this.#digests.get(id);
    this.#digests.delete(id);
    return running?.algorithm === algorithm && running.size <= size ? running : undefined;
  }

  keep(id: string, running: RunningDigest): void {
    this.#digests.delete(id);
    this.#digests.set(id, running);
    for (const oldest of this.#digests.keys()) {
      if (this.#digests.size <= this.limit) return;
      this.#digests.delete(oldest);
    }
  }

  forget(id: string): void {
    this.#digests.delete(id);
  }

  clear(): void {
    this.#digests.clear();
  }
}
