import type { NamedIdentity } from '@lading/core';
import { type Attempt, type FailureLimits, failureLimits } from '../failure/failure-limits.js';
import { type SecretKind, secretKindOf } from '../secret/random-secret.js';
import { limited, limitedSeconds, refuse, refused } from './refusal.js';
import type { SignInOutcome } from './sign-in.js';

interface LimitedSecretsOptions {
  readonly limits: FailureLimits;
  readonly kinds: readonly SecretKind[];
  /** Finds the owner of a secret. */
  readonly identify: (secret: string) => Promise<NamedIdentity | undefined>;
}

/** Signs in with random secrets, and limits wrong ones. Nobody can guess a secret, so a right one always passes. */
export class LimitedSecrets {
  constructor(private readonly options: LimitedSecretsOptions) {}

  async signIn(attempt: Attempt): Promise<SignInOutcome> {
    const { limits, kinds, identify } = this.options;
    const kind = secretKindOf(attempt.secret);
    if (kind === undefined || !kinds.includes(kind)) return refused;
    const identity = await identify(attempt.secret);
    if (identity !== undefined) return { outcome: 'signed-in', identity };
    const { ofNetwork, ofAccountAndNetwork } = await limits.count(attempt);
    if (ofNetwork >= failureLimits.perNetwork) return limited(limitedSeconds.byFailures);
    return refuse(limits, attempt, ofAccountAndNetwork);
  }
}
