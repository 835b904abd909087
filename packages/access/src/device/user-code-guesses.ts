import type { SignInFailures } from '@lading/core';
import type { AdministrationContext } from '../administration/administration-context.js';
import { failureLimits } from '../failure/failure-limits.js';
import { networkOf } from '../failure/network-of.js';

/** The most wrong user codes within the window of `failureLimits`. */
const most = { ofUser: 10, ofNetwork: 50 };

/**
 * Limits how many user codes one user and one network can guess, over all replicas (RFC 8628, section 5.1). These failures do not
 * count as wrong passwords.
 */
export class UserCodeGuesses {
  readonly #failures: Pick<SignInFailures, 'count' | 'record'>;
  readonly #running = new Map<string, number>();

  constructor(failures: Pick<SignInFailures, 'count' | 'record'>) {
    this.#failures = failures;
  }

  /**
   * Looks up a code, and records it if it is wrong. Guesses that are still running in this process count as wrong, so many at
   * once are not more guesses.
   * @param codeHash the same wrong code counts only once
   * @returns `too-many`, without a lookup, if too many guesses were wrong
   * @throws the error of the store: if guesses cannot be counted, nobody may guess
   */
  async guess<Found>(
    context: AdministrationContext,
    codeHash: string,
    find: (codeHash: string) => Promise<Found | undefined>,
  ): Promise<Found | 'too-many' | undefined> {
    const keys = keysOf(context);
    const [ofUser = 0, ofNetwork = 0] = keys.map((key) => this.#running.get(key) ?? 0);
    for (const key of keys) this.#add(key, 1);
    try {
      const [wrongOfUser = 0, wrongOfNetwork = 0] = await this.#failures.count(keys, failureLimits.windowSeconds);
      if (wrongOfUser + ofUser >= most.ofUser || wrongOfNetwork + ofNetwork >= most.ofNetwork) return 'too-many';
      const found = await find(codeHash);
      if (found === undefined) await this.#failures.record(keys, codeHash);
      return found;
    } finally {
      for (const key of keys) this.#add(key, -1);
    }
  }

  #add(key: string, change: number): void {
    const running = (this.#running.get(key) ?? 0) + change;
    if (running === 0) this.#running.delete(key);
    else this.#running.set(key, running);
  }
}

function keysOf({ identity, client }: AdministrationContext): string[] {
  return [`user codes of user ${identity.name}`, `user codes of network ${networkOf(client?.address ?? '')}`];
}
