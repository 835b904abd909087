import type { DigestAlgorithm } from '@lading/core';
import type { RunningDigest } from './running-digest.js';

/**
 * The running digests of the uploads that this process took bytes of last. It is a cache: whatever it has dropped, or
 * another process has, is computed again from the stored bytes.
 */
export class RunningDigests {
  readonly #digests = new Map<string, RunningDigest>();

  constructor(private readonly limit: number) {}

  /** Takes out what is known of the first bytes of an upload, `size` at most, so that one append has it for itself. */
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
