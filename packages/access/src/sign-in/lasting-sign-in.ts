import type { NamedIdentity } from '@lading/core';
import type { StoreClock } from '../clock/store-clock.js';
import type { Claim, LiveAccess } from '../live/access-view.js';
import type { SignIn, SignInOutcome, SignInRequest } from './sign-in.js';

/**
 * Lets the caller ask later whether a sign-in is still valid, without another check of the secret. A password is valid until it
 * is changed, and a secret until it is revoked.
 */
export class LastingSignIn implements SignIn {
  constructor(
    private readonly signedIn: SignIn,
    private readonly live: LiveAccess,
    private readonly clock: Pick<StoreClock, 'now'>,
  ) {}

  async signIn(request: SignInRequest): Promise<SignInOutcome> {
    // A change during the sign-in must have the same effect as one after it.
    const [since, mark] = [this.clock.now(), this.live.view.markOf(request.name)];
    const outcome = await this.signedIn.signIn(request);
    if (outcome.outcome !== 'signed-in') return outcome;
    const claim = claimOf(outcome.identity, since, mark);
    return { ...outcome, current: () => (claim === undefined ? outcome.identity : this.live.view.identify(claim)) };
  }
}

/** A personal access token stays valid when the password of its user changes. */
function claimOf({ kind, name, credential }: NamedIdentity, since: Date, mark: string | undefined): Claim | undefined {
  if (kind !== 'user' && kind !== 'robot') return undefined;
  if (kind === 'user' && credential !== undefined) return { kind, name, credential };
  return { kind, name, credential, since, mark };
}
