import type { SigningKey, SigningKeys } from '@lading/core';
import type { AccessClock } from './access-clock.js';
import { copyOf } from './copy-of.js';
import { Turns } from './turns.js';

export class MemorySigningKeys implements SigningKeys {
  readonly #keys = new Map<string, SigningKey>();
  readonly #turns = new Turns();
  readonly #clock: AccessClock;

  constructor(clock: AccessClock) {
    this.#clock = clock;
  }

  async read(): Promise<{ readonly now: Date; readonly keys: readonly SigningKey[] }> {
    const now = new Date(this.#clock.now);
    const keys = [...this.#keys.values()].filter(({ dropAt }) => dropAt > now);
    return { now, keys: keys.sort((one, other) => +one.activateAt - +other.activateAt) };
  }

  add(make: (keys: readonly SigningKey[], now: Date) => Promise<SigningKey | undefined>): Promise<void> {
    return this.#turns.take(async () => {
      const { keys, now } = await this.read();
      const made = await make(keys, now);
      if (made !== undefined) this.#keys.set(made.kid, copyOf(made));
    });
  }

  async drop(kid: string): Promise<boolean> {
    const now = new Date(this.#clock.now);
    const key = this.#keys.get(kid);
    if (key === undefined || key.dropAt <= now) return false;
    this.#keys.set(kid, { ...key, dropAt: now });
    return true;
  }

  async maintain(): Promise<void> {
    for (const { kid, dropAt } of this.#keys.values()) if (+dropAt <= this.#clock.now) this.#keys.delete(kid);
  }
}
