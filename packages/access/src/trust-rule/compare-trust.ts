import type { ClaimValues } from '@lading/core';
import { type Claims, claimOf, hasValue } from './claim.js';
import type { TrustEntry } from './trust-entry.js';

/** A claim that does not have a value that the rule requires. */
export interface ClaimMismatch {
  /** `aud`, `iat` if the token is older than the rule allows, or the name of a claim of the rule. */
  readonly claim: string;
  readonly expected: ClaimValues;
  /** Absent if the token does not have the claim. */
  readonly given?: unknown;
}

/** A rule of the token's issuer, and all reasons why it does not match. */
export interface TrustComparison {
  readonly rule: TrustEntry;
  readonly mismatches: readonly ClaimMismatch[];
}

/**
 * Compares the claims of a token with a rule of its issuer.
 * @param now milliseconds since 1970
 */
export function compareTrust(rule: TrustEntry, claims: Claims, now: number): TrustComparison {
  const mismatches: ClaimMismatch[] = [];
  if (!hasValue(claims.aud, rule.audience))
    mismatches.push({ claim: 'aud', expected: rule.audience, given: claims.aud });
  for (const [claim, expected] of Object.entries(rule.claims)) {
    const given = claimOf(claims, claim);
    if (!hasValue(given, expected)) mismatches.push({ claim, expected, given });
  }
  if (typeof claims.iat === 'number' && remainingSeconds(rule, claims.iat, now) <= 0)
    mismatches.push({ claim: 'iat', expected: `at most ${rule.maximumSeconds} seconds ago`, given: claims.iat });
  return { rule, mismatches };
}

/** For how many more seconds a workload may act with a token that was issued at `iat`. @param now milliseconds since 1970 */
export function remainingSeconds({ maximumSeconds }: TrustEntry, iat: number, now: number): number {
  return Math.floor(iat + maximumSeconds - now / 1000);
}
