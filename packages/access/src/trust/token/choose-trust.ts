import type { TrustComparison } from '../../trust-rule/compare-trust.js';
import { nameOfTrust, type TrustEntry } from '../../trust-rule/trust-entry.js';

/**
 * Chooses one of the rules that match. If they are for several robots, the name that the client sends decides. Of several rules for
 * one robot, it chooses the first without scopes, or else the first.
 * @returns the rule; if there is none, the reason as text for the audit
 */
export function chooseTrust(compared: readonly TrustComparison[], robot: string): TrustEntry | string {
  const matching = compared.filter(({ mismatches }) => mismatches.length === 0).map(({ rule }) => rule);
  if (matching.length === 0) return `no trust rule matches${nearMiss(compared)}`;
  const named = matching.filter((rule) => rule.robot === robot);
  const candidates = named.length > 0 ? named : matching;
  const robots = new Set(candidates.map((rule) => rule.robot));
  if (robots.size > 1)
    return `trust rules for several robots match: sign in with the name of one of them (${[...robots].join(', ')})`;
  return candidates.find(({ scopes }) => scopes === undefined) ?? (candidates[0] as TrustEntry);
}

function nearMiss(compared: readonly TrustComparison[]): string {
  const near = compared.find(({ mismatches }) => mismatches.length === 1);
  return near === undefined ? '' : `; ${nameOfTrust(near.rule)} differs only in ${near.mismatches[0]?.claim}`;
}
