import { performance } from 'node:perf_hooks';

/**
 * The clock of the store, which all processes share. Everything that begins or ends at some time is compared with it, so processes
 * with different clocks agree. Between two reads of the store, it advances with `performance.now()`.
 */
export class StoreClock {
  /** Milliseconds by which the store is ahead of `performance.now()`. Before the first read, the clock of the process counts. */
  #ahead = Date.now() - performance.now();

  now(): Date {
    return new Date(performance.now() + this.#ahead);
  }

  /**
   * Reads something of the store with its time, and sets the clock. The store read its time at some moment between the question and
   * the answer. The clock is moved only as far as this requires, so a slow answer does not make it wrong.
   */
  async follow<Answer extends { readonly now: Date }>(read: () => Promise<Answer>): Promise<Answer> {
    const askedAt = performance.now();
    const answer = await read();
    const told = answer.now.getTime();
    this.#ahead = Math.min(Math.max(this.#ahead, told - performance.now()), told - askedAt);
    return answer;
  }
}
