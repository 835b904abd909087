import { v7 } from 'uuid';

/** The clock of a store, and ids that sort in the order in which they were made. */
export class AccessClock {
  readonly #now: () => number;
  #made = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  /** The time that is so many seconds ago. */
  before(seconds: number): number {
    return this.now - seconds * 1000;
  }

  /** The time that is so many seconds from now. */
  after(seconds: number): number {
    return this.now + seconds * 1000;
  }

  /** @param at milliseconds since 1970 */
  newId(at = this.now): string {
    this.#made += 1;
    return v7({ msecs: at, seq: this.#made });
  }
}
