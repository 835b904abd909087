import type { SingleUses } from '@lading/core';
import type { AccessClock } from './access-clock.js';

export class MemorySingleUses implements SingleUses {
  /** When the time of each value is over. */
  readonly #until = new Map<string, number>();
  readonly #clock: AccessClock;

  constructor(clock: AccessClock) {
    this.#clock = clock;
  }

  async use(value: string, lifeSeconds: number): Promise<boolean> {
    if ((this.#until.get(value) ?? 0) > this.#clock.now) return false;
    this.#until.set(value, this.#clock.after(lifeSeconds));
    return true;
  }

  async maintain(): Promise<void> {
    for (const [value, until] of this.#until) if (until <= this.#clock.now) this.#until.delete(value);
  }
}
