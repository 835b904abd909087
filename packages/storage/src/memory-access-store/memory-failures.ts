import type { SignInFailures } from '@lading/core';
import type { AccessClock } from './access-clock.js';

export class MemoryFailures implements SignInFailures {
  /** For each key, when each of its secrets was last recorded. */
  readonly #failures = new Map<string, Map<string, number>>();
  readonly #clock: AccessClock;

  constructor(clock: AccessClock) {
    this.#clock = clock;
  }

  async record(keys: readonly string[], secret: string): Promise<void> {
    for (const key of keys) {
      const secrets = this.#failures.get(key) ?? new Map<string, number>();
      this.#failures.set(key, secrets.set(secret, this.#clock.now));
    }
  }

  async count(keys: readonly string[], windowSeconds: number): Promise<readonly number[]> {
    const start = this.#clock.before(windowSeconds);
    return keys.map((key) => [...(this.#failures.get(key)?.values() ?? [])].filter((at) => at > start).length);
  }

  async maintain(keepSeconds: number): Promise<void> {
    const start = this.#clock.before(keepSeconds);
    for (const [key, secrets] of this.#failures) {
      for (const [secret, at] of secrets) if (at <= start) secrets.delete(secret);
      if (secrets.size === 0) this.#failures.delete(key);
    }
  }
}
