import { isRegistryError } from '@lading/core';
import { errors } from 'jose';
import { asymmetricAlgorithms } from '../../external-issuer/external-issuer-options.js';
import { leewaySeconds } from '../../signing-key/signing-times.js';
import { type Verified, VerifiedTokens } from '../../token/verified-tokens.js';
import { verifyJwt } from '../../token/verify-jwt.js';
import { type Claims, isShallow } from '../../trust-rule/claim.js';
import type { TrustEntry } from '../../trust-rule/trust-entry.js';
import type { IssuerKeys, KeySource } from '../issuer/issuer-keys.js';

export interface ClaimsOfTokensOptions {
  readonly keys: IssuerKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The claims of a token, and the rules whose keys have verified it. */
export interface VerifiedClaims {
  readonly claims: Claims;
  readonly rules: readonly TrustEntry[];
}

interface Content {
  readonly claims: Claims;
  /** The version of the keys that verified the token. */
  readonly version: unknown;
}

/** Verifies tokens by the keys of the rules for their issuer. */
export class ClaimsOfTokens {
  readonly #verified = new WeakMap<KeySource, VerifiedTokens<Content>>();

  constructor(private readonly options: ClaimsOfTokensOptions) {}

  /**
   * @param rules the rules for the issuer of the token
   * @returns the reason as text for the audit, if no keys verify it
   * @throws RegistryError `UNAVAILABLE` if the keys of the issuer cannot be read and were not read in the last 24 hours
   */
  async verify(token: string, rules: readonly TrustEntry[]): Promise<VerifiedClaims | string> {
    const verified: TrustEntry[] = [];
    let claims: Claims | undefined;
    let failure: unknown;
    for (const [source, group] of this.#bySource(rules)) {
      try {
        claims = await this.#claimsOf(token, group[0]?.issuer ?? '', source);
        verified.push(...group);
      } catch (error) {
        failure = error;
      }
    }
    return claims === undefined ? reasonOrThrow(failure) : { claims, rules: verified };
  }

  async #claimsOf(token: string, issuer: string, source: KeySource): Promise<Claims> {
    let verified = this.#verified.get(source);
    if (verified === undefined) {
      verified = new VerifiedTokens();
      this.#verified.set(source, verified);
    }
    const known = verified.find(token, this.options.now());
    if (known !== undefined && known.content.version === source.version()) return known.content.claims;
    return (await verified.add(token, () => this.#check(token, issuer, source))).claims;
  }

  async #check(token: string, issuer: string, source: KeySource): Promise<Verified<Content>> {
    const { payload, endsAt } = await verifyJwt(token, source.find, {
      algorithms: asymmetricAlgorithms,
      issuer,
      requiredClaims: ['iat', 'aud'],
      now: new Date(this.options.now()),
    });
    if (!isShallow(payload)) throw new errors.JWTInvalid('the claims are nested too deeply');
    if (Number(payload.iat) > this.options.now() / 1000 + leewaySeconds)
      throw new errors.JWTInvalid('iat is in the future');
    return { content: { claims: payload, version: source.version() }, endsAt };
  }

  /** Rules that contain their keys come before those whose keys the issuer publishes. */
  #bySource(rules: readonly TrustEntry[]): ReadonlyMap<KeySource, readonly TrustEntry[]> {
    const { keys } = this.options;
    const groups = new Map<KeySource, TrustEntry[]>();
    const withKeys = ({ jwks }: TrustEntry) => Number(jwks !== undefined);
    for (const rule of [...rules].sort((one, other) => withKeys(other) - withKeys(one))) {
      const source = rule.jwks === undefined ? keys.published(rule.issuer) : keys.given(rule.jwks);
      const group = groups.get(source);
      if (group === undefined) groups.set(source, [rule]);
      else group.push(rule);
    }
    return groups;
  }
}

/** An issuer may publish a key that cannot be used. That is noticed only when a token names it. */
function reasonOrThrow(error: unknown): string {
  if (isRegistryError(error)) throw error;
  return error instanceof errors.JOSEError ? `the token is not valid: ${error.code}` : 'the token is not valid';
}
