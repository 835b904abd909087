import { createHash } from 'node:crypto';
import type { NamedIdentity } from '@lading/core';
import type { Claim } from '../../live/access-view.js';
import { leewaySeconds } from '../../signing-key/signing-times.js';
import { type Claims, claimOf } from '../../trust-rule/claim.js';
import { compareTrust, remainingSeconds } from '../../trust-rule/compare-trust.js';
import { nameOfTrust } from '../../trust-rule/trust-entry.js';
import { trustSeconds } from '../../trust-rule/trust-schemas.js';
import { chooseTrust } from './choose-trust.js';
import { ClaimsOfTokens, type ClaimsOfTokensOptions, type VerifiedClaims } from './claims-of-tokens.js';
import { IssuerRules, type IssuerRulesOptions } from './issuer-rules.js';
import { issuerOf } from './token-issuer.js';
import type { TrustOutcome } from './trust-outcome.js';

interface TrustedTokensOptions extends IssuerRulesOptions, ClaimsOfTokensOptions {
  readonly identify: (claim: Claim) => NamedIdentity | undefined;
}

/** Verifies the tokens of workloads, and finds the robot that each one signs in by a trust rule. */
export class TrustedTokens {
  readonly #options: TrustedTokensOptions;
  readonly #rules: IssuerRules;
  readonly #claims: ClaimsOfTokens;

  constructor(options: TrustedTokensOptions) {
    this.#options = options;
    this.#rules = new IssuerRules(options);
    this.#claims = new ClaimsOfTokens(options);
  }

  /** Whether a text has the form of a JWT of an issuer that a rule names. The issuer is not asked. */
  recognizes(token: string): boolean {
    return this.#rules.recognizes(token);
  }

  /** Whether a text has the form of a JWT that names an issuer, which may be unknown. Nobody uses such a text as a password. */
  isToken(text: string): boolean {
    return issuerOf(text) !== undefined;
  }

  /**
   * @param robot the name that the client sends. It decides if rules for several robots match
   * @throws RegistryError `UNAVAILABLE` if the keys of the issuer cannot be read and were not read in the last 24 hours
   */
  async check(token: string, robot: string): Promise<TrustOutcome> {
    const rules = this.#rules.of(token);
    if (rules.length === 0) return { outcome: 'refused', reason: 'no trust rule is for the issuer', detail: {} };
    const now = this.#options.now();
    const verified = await this.#claims.verify(token, rules);
    if (typeof verified === 'string') return { outcome: 'refused', reason: verified, detail: {} };
    return this.#choose(token, verified, { robot, now });
  }

  #choose(
    token: string,
    { claims, rules }: VerifiedClaims,
    { robot, now }: { readonly robot: string; readonly now: number },
  ): TrustOutcome {
    const about = { issuer: claims.iss, subject: claims.sub };
    const compared = rules.map((rule) => compareTrust(rule, claims, now));
    const choice = chooseTrust(compared, robot);
    if (typeof choice === 'string') return { outcome: 'refused', reason: choice, detail: about };
    const used = Object.fromEntries(Object.keys(choice.claims).map((name) => [name, claimOf(claims, name)]));
    const detail = { ...about, trust: nameOfTrust(choice), claims: used };
    const identity = this.#options.identify({ kind: 'robot', name: choice.robot, credential: choice.id });
    if (identity === undefined)
      return { outcome: 'refused', reason: `the robot ${choice.robot} is absent, disabled or expired`, detail };
    return {
      outcome: 'trusted',
      rule: choice,
      identity,
      remainingSeconds: remainingSeconds(choice, Number(claims.iat), now),
      tokenHash: hashOf(token, claims),
      tokenSeconds: Math.min(Math.ceil(Number(claims.exp) - now / 1000), trustSeconds.most) + leewaySeconds,
      detail,
    };
  }
}

function hashOf(token: string, { iss, jti }: Claims): string {
  const name = typeof jti === 'string' && jti !== '' ? ['jti', iss, jti] : ['token', token];
  return createHash('sha256').update(JSON.stringify(name)).digest('hex');
}
