import { type Attempt, type FailureLimits, failureLimits } from '../failure/failure-limits.js';
import type { SignInOutcome } from './sign-in.js';

/** For how long a client has to wait. */
export const limitedSeconds = { byFailures: 60, byDelays: 3 } as const;

export const refused: SignInOutcome = { outcome: 'refused' };

export function limited(retryAfterSeconds: number): SignInOutcome {
  return { outcome: 'limited', retryAfterSeconds };
}

/** Records a wrong secret. @param ofAccountAndNetwork the number of earlier wrong secrets for the account from the network */
export async function refuse(
  limits: FailureLimits,
  attempt: Attempt,
  ofAccountAndNetwork: number,
): Promise<SignInOutcome> {
  await limits.record(attempt);
  const isLimited = ofAccountAndNetwork >= failureLimits.perAccountAndNetwork;
  return isLimited ? limited(limitedSeconds.byFailures) : refused;
}
