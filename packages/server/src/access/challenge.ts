import type { AccessScope, Authenticator, ChallengedRequest } from '@lading/core';
import { formatChallenge } from './format-challenge.js';

/** A request that is refused because its credentials are missing or do not suffice. */
export interface Unauthenticated {
  readonly scopes: readonly AccessScope[];
  /** The authenticator that accepted or rejected the credentials, if there are any. */
  readonly by?: Authenticator | undefined;
  /** The reason for that authenticator. All others get `missing`. */
  readonly reason: ChallengedRequest['reason'];
  readonly host?: string | undefined;
}

/** The challenges of all authenticators that have one, as values of `WWW-Authenticate` (AUTH-01). */
export function challengesOf(
  authenticators: readonly Authenticator[],
  { scopes, by, reason, host }: Unauthenticated,
): readonly string[] {
  return authenticators.flatMap((each) => {
    const challenge = each.challenge?.({ scopes, reason: each === by ? reason : 'missing', host });
    return challenge === undefined ? [] : [formatChallenge(challenge)];
  });
}
