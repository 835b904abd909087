import { setTimeout } from 'node:timers/promises';

/** The number of wrong passwords of an account that cause no delay: its owner mistypes, too. */
const withoutDelay = 5;
const stepMilliseconds = 100;
const longestMilliseconds = 3000;
const mostOfKey = 4;
const mostOfAll = 256;

export type Sleep = (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;

const sleepByTimer: Sleep = async (milliseconds, signal) => {
  await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });
};

/** The delay before a password is checked, by the number of distinct wrong passwords of the account. */
export function delayMilliseconds(failures: number): number {
  return Math.min(Math.max(failures - withoutDelay, 0) * stepMilliseconds, longestMilliseconds);
}

/**
 * Slows down guesses of the password of one account from many addresses. The account is never locked, because that would let
 * anybody lock out its owner. Few attempts of one client wait at once. If too many attempts wait in all, further ones are not
 * delayed: otherwise clients of many networks could take all places and lock out others. The limit of concurrent hashes still
 * holds.
 */
export class AccountDelays {
  readonly #waiting = new Map<string, number>();
  #total = 0;

  constructor(private readonly sleep: Sleep = sleepByTimer) {}

  /**
   * @param key the account and the network of the client
   * @param failures the distinct wrong passwords of the account
   * @returns false if too many attempts of the client on the account wait already
   */
  async wait(key: string, failures: number, signal: AbortSignal | undefined): Promise<boolean> {
    const milliseconds = delayMilliseconds(failures);
    if (milliseconds === 0) return true;
    const ofKey = this.#waiting.get(key) ?? 0;
    if (ofKey >= mostOfKey) return false;
    if (this.#total >= mostOfAll) return true;
    this.#waiting.set(key, ofKey + 1);
    this.#total += 1;
    try {
      await this.sleep(milliseconds, signal);
      return true;
    } finally {
      this.#leave(key);
    }
  }

  #leave(key: string): void {
    this.#total -= 1;
    const rest = (this.#waiting.get(key) ?? 1) - 1;
    if (rest === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, rest);
  }
}
