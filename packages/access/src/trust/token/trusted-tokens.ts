import { createHash } from 'node:crypto';
import { isRegistryError, type NamedIdentity } from '@lading/core';
import { decodeJwt, errors } from 'jose';
import { asymmetricAlgorithms } from '../../external-issuer/external-issuer-options.js';
import type { Claim } from '../../live/access-view.js';
import { leewaySeconds } from '../../signing-key/signing-times.js';
import { type Verified, VerifiedTokens } from '../../token/verified-tokens.js';
import { verifyJwt } from '../../token/verify-jwt.js';
import { type Claims, claimOf, isShallow } from '../../trust-rule/claim.js';
import { compareTrust, remainingSeconds } from '../../trust-rule/compare-trust.js';
import { nameOfTrust, type TrustEntry } from '../../trust-rule/trust-entry.js';
import type { TrustRules } from '../../trust-rule/trust-rules.js';
import { trustSeconds } from '../../trust-rule/trust-schemas.js';
import type { IssuerKeys, KeySource } from '../issuer/issuer-keys.js';
import { chooseTrust } from './choose-trust.js';
import type { TrustOutcome } from './trust-outcome.js';

export interface TrustedTokensOptions {
  /** The current rules. */
  readonly rules: () => TrustRules;
  readonly identify: (claim: Claim) => NamedIdentity | undefined;
  readonly keys: IssuerKeys;
  /**
   * The issuer of the bearer tokens that the registry takes anyway. A rule that names it does not count: otherwise whoever may
   * make a rule could take all these tokens for those of workloads, and nobody could sign in.
   */
  readonly ownIssuer?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A longer token is refused without verification. */
const longestToken = 16 * 1024;
const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

interface Content {
  readonly claims: Claims;
  /** The version of the keys that verified the token. */
  readonly version: unknown;
}

/** Verifies the tokens of workloads, and finds the robot that each one signs in by a trust rule. */
export class TrustedTokens {
  readonly #options: TrustedTokensOptions;
  readonly #verified = new WeakMap<KeySource, VerifiedTokens<Content>>();

  constructor(options: TrustedTokensOptions) {
    this.#options = options;
  }

  /** Whether a text has the form of a JWT of an issuer that a rule names. The issuer is not asked. */
  recognizes(token: string): boolean {
    return this.#rulesFor(token).length > 0;
  }

  /** Whether a text has the form of a JWT that names an issuer, which may be unknown. Nobody uses such a text as a password. */
  isToken(text: string): boolean {
    return jwtForm.test(text) && issuerOf(text) !== undefined;
  }

  /**
   * @param robot the name that the client sends. It decides if rules for several robots match
   * @throws RegistryError `UNAVAILABLE` if the keys of the issuer cannot be read and were not read in the last 24 hours
   */
  async check(token: string, robot: string): Promise<TrustOutcome> {
    const rules = this.#rulesFor(token);
    const [first] = rules;
    if (first === undefined) return { outcome: 'refused', reason: 'no trust rule is for the issuer', detail: {} };
    const now = this.#options.now();
    const verified: TrustEntry[] = [];
    let claims: Claims | undefined;
    let failure: unknown;
    for (const [source, group] of this.#bySource(rules)) {
      try {
        claims = await this.#claimsOf(token, first.issuer, source);
        verified.push(...group);
      } catch (error) {
        failure = error;
      }
    }
    if (claims === undefined) return { outcome: 'refused', reason: reasonOrThrow(failure), detail: {} };
    return this.#choose(token, claims, { rules: verified, robot, now });
  }

  #choose(
    token: string,
    claims: Claims,
    { rules, robot, now }: { rules: readonly TrustEntry[]; robot: string; now: number },
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

  async #claimsOf(token: string, issuer: string, source: KeySource): Promise<Claims> {
    let verified = this.#verified.get(source);
    if (verified === undefined) {
      verified = new VerifiedTokens();
      this.#verified.set(source, verified);
    }
    const known = verified.find(token, this.#options.now());
    if (known !== undefined && known.content.version === source.version()) return known.content.claims;
    return (await verified.add(token, () => this.#verify(token, issuer, source))).claims;
  }

  async #verify(token: string, issuer: string, source: KeySource): Promise<Verified<Content>> {
    const { payload, endsAt } = await verifyJwt(token, source.find, {
      algorithms: asymmetricAlgorithms,
      issuer,
      requiredClaims: ['iat', 'aud'],
      now: new Date(this.#options.now()),
    });
    if (!isShallow(payload)) throw new errors.JWTInvalid('the claims are nested too deeply');
    if (Number(payload.iat) > this.#options.now() / 1000 + leewaySeconds)
      throw new errors.JWTInvalid('iat is in the future');
    return { content: { claims: payload, version: source.version() }, endsAt };
  }

  #rulesFor(token: string): readonly TrustEntry[] {
    const rules = this.#options.rules();
    if (rules.all.length === 0 || token.length > longestToken || !jwtForm.test(token)) return [];
    const issuer = issuerOf(token);
    return issuer === undefined || issuer === this.#options.ownIssuer ? [] : rules.ofIssuer(issuer);
  }

  /** Rules that contain their keys come before those whose keys the issuer publishes. */
  #bySource(rules: readonly TrustEntry[]): ReadonlyMap<KeySource, readonly TrustEntry[]> {
    const groups = new Map<KeySource, TrustEntry[]>();
    for (const rule of [...rules].sort(
      (one, other) => Number(other.jwks !== undefined) - Number(one.jwks !== undefined),
    )) {
      const { keys } = this.#options;
      const source = rule.jwks === undefined ? keys.published(rule.issuer) : keys.given(rule.jwks);
      const group = groups.get(source);
      if (group === undefined) groups.set(source, [rule]);
      else group.push(rule);
    }
    return groups;
  }
}

function issuerOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

function hashOf(token: string, { iss, jti }: Claims): string {
  const name = typeof jti === 'string' && jti !== '' ? ['jti', iss, jti] : ['token', token];
  return createHash('sha256').update(JSON.stringify(name)).digest('hex');
}

/** An issuer may also publish a key that cannot be used, which is found out only when a token names it. */
function reasonOrThrow(error: unknown): string {
  if (isRegistryError(error)) throw error;
  return error instanceof errors.JOSEError ? `the token is not valid: ${error.code}` : 'the token is not valid';
}
