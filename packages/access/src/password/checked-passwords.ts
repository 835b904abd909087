import { createHmac, randomBytes } from 'node:crypto';
import { RecentMap } from '../recent/recent-map.js';
import { SharedCheck } from './shared-check.js';

const mostEntries = 10_000;
const rightSeconds = 5 * 60;
const wrongSeconds = 60;

interface Verdict {
  readonly isRight: boolean;
  readonly validUntil: number;
}

/**
 * Remembers right passwords for 5 minutes, and wrong ones for 1 minute. So a client that sends a password with each request does
 * not cost a hash each time. It keeps a keyed hash of the user, the password and the stored hash, so a changed password is
 * checked anew. Concurrent checks of the same password share one computation.
 */
export class CheckedPasswords {
  readonly #key = randomBytes(32);
  readonly #verdicts = new RecentMap<string, Verdict>(mostEntries);
  readonly #running = new Map<string, SharedCheck>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the password is right; undefined if it was not checked recently. */
  find(user: string, password: string, stored: string): boolean | undefined {
    return this.#find(this.#entryKey(user, password, stored));
  }

  /**
   * Whether the password is right, by an earlier check or by a new one.
   * @param verify computes it; its signal fires when the signals of all requests that wait for it have fired
   */
  async check(
    user: string,
    password: string,
    stored: string,
    verify: (signal: AbortSignal) => Promise<boolean>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const key = this.#entryKey(user, password, stored);
    return this.#find(key) ?? (await this.#checkOf(key, verify).wait(signal));
  }

  #checkOf(key: string, verify: (signal: AbortSignal) => Promise<boolean>): SharedCheck {
    const running = this.#running.get(key);
    if (running !== undefined && !running.isGivenUp) return running;
    const check = new SharedCheck(verify);
    this.#running.set(key, check);
    const end = () => {
      if (this.#running.get(key) === check) this.#running.delete(key);
    };
    check.verdict.then((isRight) => this.#remember(key, isRight)).then(end, end);
    return check;
  }

  #remember(key: string, isRight: boolean): void {
    const seconds = isRight ? rightSeconds : wrongSeconds;
    this.#verdicts.set(key, { isRight, validUntil: this.#now() + seconds * 1000 });
  }

  #find(key: string): boolean | undefined {
    const verdict = this.#verdicts.get(key);
    return verdict !== undefined && verdict.validUntil > this.#now() ? verdict.isRight : undefined;
  }

  #entryKey(user: string, password: string, stored: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([user, password, stored]))
      .digest('base64url');
  }
}
