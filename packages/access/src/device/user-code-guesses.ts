import type { SignInFailures } from '@lading/core';
import type { AdministrationContext } from '../administration/administration-context.js';
import { failureLimits } from '../failure/failure-limits.js';
import { networkOf } from '../failure/network-of.js';

/** How many wrong user codes are accepted, all within the window of `failureLimits`. */
const most = { ofUser: 10, ofNetwork: 50 };

/**
 * Limits how many user codes one user and one network can guess, over all replicas (RFC 8628, section 5.1). These failures do not
 * count as wrong passwords.
 */
export class UserCodeGuesses {
  constructor(private readonly failures: Pick<SignInFailures, 'count' | 'record'>) {}

  /** @throws the error of the store: if guesses cannot be counted, nobody may guess */
  async isAllowed(context: AdministrationContext): Promise<boolean> {
    const [ofUser = 0, ofNetwork = 0] = await this.failures.count(keysOf(context), failureLimits.windowSeconds);
    return ofUser < most.ofUser && ofNetwork < most.ofNetwork;
  }

  /** @param codeHash a wrong code counts once */
  record(context: AdministrationContext, codeHash: string): Promise<void> {
    return this.failures.record(keysOf(context), codeHash);
  }
}

function keysOf({ identity, client }: AdministrationContext): string[] {
  return [`user codes of user ${identity.name}`, `user codes of network ${networkOf(client?.address ?? '')}`];
}
