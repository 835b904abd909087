import { randomUUID } from 'node:crypto';
import { type AccessScope, anonymous, type Identity } from '@lading/core';
import { SignJWT } from 'jose';
import type { Claim, LiveAccess } from '../live/access-view.js';
import type { KeyRing } from '../signing-key/key-ring.js';
import { algorithm } from '../signing-key/make-signing-key.js';
import { fittingScopes } from './fitting-scopes.js';
import { grantScopes } from './grant-scopes.js';
import { knownScopes, parseScopes } from './scope.js';
import { parseSubject, subjectOf } from './subject.js';
import { ownTokenClaims } from './token-claims.js';
import type { IssuedToken, TokenOutcome, TokenRequest, TokenService } from './tokens.js';
import { type Verified, VerifiedTokens } from './verified-tokens.js';
import { verifyJwt } from './verify-jwt.js';

interface OwnTokensOptions {
  readonly live: LiveAccess;
  readonly keys: KeyRing;
  /** The name of the registry, `aud` of the tokens. */
  readonly service: string;
  /** The `iss` of the tokens. */
  readonly issuer: string;
  readonly lifeSeconds: number;
}

/** The part of a verified token that is kept. */
interface Content {
  /** The id of the key that has signed it. */
  readonly kid: string;
  /** Absent for an anonymous client. */
  readonly claim: Claim | undefined;
  readonly access: readonly AccessScope[];
}

const invalid: TokenOutcome = { outcome: 'invalid' };
/** A client whose clock is behind by up to this time accepts a new token. */
const notBeforeSeconds = 10;

/** Our own token service. It signs JWTs and verifies them itself. At each use, the current rules and accounts decide. */
export class OwnTokens implements TokenService {
  readonly service: string;
  /** The keys that sign its tokens, for administrators. */
  readonly keys: KeyRing;
  readonly #options: OwnTokensOptions;
  readonly #verified = new VerifiedTokens<Content>();

  constructor(options: OwnTokensOptions) {
    this.#options = options;
    this.service = options.service;
    this.keys = options.keys;
  }

  /** @throws RegistryError `UNAVAILABLE` if no key signs now */
  async issue({
    identity,
    address,
    scopes,
    longestSeconds = Number.POSITIVE_INFINITY,
  }: TokenRequest): Promise<IssuedToken> {
    const { live, keys } = this.#options;
    const lifeSeconds = Math.min(this.#options.lifeSeconds, longestSeconds);
    const granted = grantScopes(parseScopes(scopes), identity, address, live.view);
    const { kid, privateKey } = keys.signer();
    const claims = this.#claimsFor(identity, lifeSeconds);
    const access = fittingScopes(granted, claims);
    const token = await new SignJWT({ ...claims, access: access.map((scope) => ({ ...scope })) })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid })
      .sign(privateKey);
    return { token, expiresInSeconds: lifeSeconds, access };
  }

  verify(token: string): TokenOutcome | Promise<TokenOutcome> {
    const { keys } = this.#options;
    const known = this.#verified.find(token, keys.now().getTime());
    if (known === undefined || keys.find(known.content.kid) === undefined) return this.#verifyUnknown(token);
    return this.#outcomeOf(known.content);
  }

  async publicKeys(): ReturnType<TokenService['publicKeys']> {
    return { keys: this.#options.keys.publicKeys() };
  }

  #claimsFor(identity: Identity, lifeSeconds: number): Readonly<Record<string, unknown>> {
    const { issuer, service, keys, live } = this.#options;
    const isByPassword = identity.kind === 'user' && identity.credential === undefined;
    const now = keys.now().getTime() / 1000;
    const iat = Math.floor(now);
    return {
      iss: issuer,
      sub: subjectOf(identity),
      aud: service,
      exp: iat + lifeSeconds,
      nbf: iat - notBeforeSeconds,
      iat,
      auth_time: now,
      jti: randomUUID(),
      cid: identity.kind === 'anonymous' ? undefined : identity.credential,
      pwm: isByPassword ? live.view.markOf(identity.name) : undefined,
    };
  }

  async #verifyUnknown(token: string): Promise<TokenOutcome> {
    const content = await this.#verified.check(token, () => this.#check(token));
    return content === undefined ? invalid : this.#outcomeOf(content);
  }

  async #check(token: string): Promise<Verified<Content>> {
    const { issuer, service: audience, keys } = this.#options;
    let kid = '';
    const findKey = async (header: { readonly kid?: string }) => {
      kid = requireString(header.kid);
      return requireFound(await keys.findInStore(kid));
    };
    const { payload, endsAt } = await verifyJwt(token, findKey, {
      algorithms: [algorithm],
      typ: 'JWT',
      issuer,
      audience,
      requiredClaims: ['iat', 'nbf', 'jti'],
      now: keys.now(),
    });
    const { sub, access, auth_time, cid, pwm } = ownTokenClaims.parse(payload);
    const since = new Date(Math.round(auth_time * 1000));
    const claim = sub === '' ? undefined : { ...requireFound(parseSubject(sub)), credential: cid, since, mark: pwm };
    return { content: { kid, claim, access: knownScopes(access) }, endsAt };
  }

  /** Identifies the account anew each time: since the token was issued, it may have been disabled or its credential revoked. */
  #outcomeOf({ claim, access }: Content): TokenOutcome {
    if (claim === undefined) return { outcome: 'valid', identity: anonymous, access };
    const identity = this.#options.live.view.identify(claim);
    if (identity !== undefined) return { outcome: 'valid', identity, access };
    const { kind, name, credential } = claim;
    return { outcome: 'invalid', owner: { kind, name, credential } };
  }
}

function requireString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('the key id is not a string');
}

function requireFound<Value>(value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new TypeError('the token names an unknown key or account');
}
