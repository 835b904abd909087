import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { SignInFailures } from '@lading/core';
import { networkOf } from './network-of.js';

/** How many wrong secrets are accepted, all within 15 minutes. */
export const failureLimits = { windowSeconds: 15 * 60, perAccountAndNetwork: 20, perNetwork: 100 } as const;

/** An attempt to sign in. */
export interface Attempt {
  readonly name: string;
  readonly secret: string;
  /** The IP address of the client. */
  readonly address: string;
  /** `account`: a password of the account of this name. `none`: a random secret, for which the name does not count. */
  readonly target: 'account' | 'none';
}

/** How many distinct wrong secrets there were lately. */
interface FailureCounts {
  /** For the account from the network of the client. */
  readonly ofAccountAndNetwork: number;
  /** From the network of the client, for all accounts. */
  readonly ofNetwork: number;
  /** For the account, from all networks. */
  readonly ofAccount: number;
}

/**
 * Counts wrong secrets over all replicas. It counts distinct secrets, so that a job with one outdated password does not use up
 * the limit. The store gets keyed hashes, since a wrong secret is often a right one elsewhere.
 */
export class FailureLimits {
  readonly #failures: Pick<SignInFailures, 'count' | 'record'>;
  readonly #key: Uint8Array;

  /**
   * @param sharedKey a secret key of all replicas. It may have other uses, because a key is derived from it. Without one, each process uses a key of its own, and a wrong secret counts once for
   * each process that has seen it.
   */
  constructor(failures: Pick<SignInFailures, 'count' | 'record'>, sharedKey: Uint8Array = randomBytes(32)) {
    this.#failures = failures;
    this.#key = Buffer.from(hkdfSync('sha256', sharedKey, '', 'lading sign-in failures', 32));
  }

  /** @throws the error of the store: if failures cannot be counted, nobody is let in */
  async count(attempt: Attempt): Promise<FailureCounts> {
    const counts = await this.#failures.count(keysOf(attempt), failureLimits.windowSeconds);
    const [ofAccountAndNetwork = 0, ofNetwork = 0, ofAccount = 0] = counts;
    return { ofAccountAndNetwork, ofNetwork, ofAccount };
  }

  /** @throws the error of the store */
  record(attempt: Attempt): Promise<void> {
    return this.#failures.record(keysOf(attempt), this.#hashOf(attempt));
  }

  /** A password counts anew for each account, since one password may be tried on many accounts. */
  #hashOf({ target, name, secret }: Attempt): string {
    const text = JSON.stringify(target === 'account' ? [name, secret] : [secret]);
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

/** The keys of the account with the network, of the network, and of the account if its password may be guessed. */
function keysOf({ name, address, target }: Attempt): string[] {
  const network = networkOf(address);
  // Names come from clients, and may be of any length and have characters that a database refuses.
  const account = createHash('sha256').update(name).digest('base64url');
  const keys = [`account ${account} network ${network}`, `network ${network}`];
  return target === 'account' ? [...keys, `account ${account}`] : keys;
}
