import type { Claims } from '../../trust-rule/claim.js';
import { type ClaimMismatch, compareTrust, type TrustComparison } from '../../trust-rule/compare-trust.js';
import { nameOfTrust } from '../../trust-rule/trust-entry.js';
import type { TrustRules } from '../../trust-rule/trust-rules.js';
import { chooseTrust } from '../token/choose-trust.js';

/** The result of the trust rules for the claims of a token. */
export interface TokenExplanation {
  /** The robot that the token signs in; absent if it signs in none. */
  readonly robot?: string | undefined;
  /** All rules of the issuer. A rule that nearly matches has one mismatch. */
  readonly rules: readonly TrustComparison[];
  /** The same as text, with a line for the result and one for each rule. */
  readonly text: string;
}

/**
 * Explains which robot a token signs in, and why. It checks neither the signature nor the expiry of the token.
 * @param robot the user name that the client would send; empty if none
 * @param now milliseconds since 1970
 */
export function explainToken(rules: TrustRules, claims: Claims, robot: string, now: number): TokenExplanation {
  const { iss } = claims;
  if (typeof iss !== 'string') return { rules: [], text: 'The token does not name an issuer (iss).' };
  const ofIssuer = rules.ofIssuer(iss);
  if (ofIssuer.length === 0) return { rules: [], text: `No trust rule is for the issuer ${JSON.stringify(iss)}.` };
  const compared = ofIssuer.map((rule) => compareTrust(rule, claims, now));
  const choice = chooseTrust(compared, robot);
  const verdict =
    typeof choice === 'string'
      ? `The token is refused: ${choice}.`
      : `The token signs in the robot ${choice.robot}, by ${nameOfTrust(choice)}.`;
  const text = [verdict, ...compared.map(sentenceOf)].join('\n');
  return { robot: typeof choice === 'string' ? undefined : choice.robot, rules: compared, text };
}

function sentenceOf({ rule, mismatches }: TrustComparison): string {
  const name = nameOfTrust(rule);
  if (mismatches.length === 0) return `${name} matches.`;
  const how = mismatches.length === 1 ? 'nearly matches' : 'does not match';
  return `${name} ${how}: ${mismatches.map(differenceOf).join('; ')}.`;
}

function differenceOf({ claim, expected, given }: ClaimMismatch): string {
  return `${claim} must be ${JSON.stringify(expected)} and is ${given === undefined ? 'absent' : JSON.stringify(given)}`;
}
