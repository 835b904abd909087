import { type AccessScope, anonymous, type Identity } from '@lading/core';
import type { StoreClock } from '../clock/store-clock.js';
import type { FindKey } from '../key-set/jwk-set.js';
import { knownScopes } from '../token/scope.js';
import { tokenClaims } from '../token/token-claims.js';
import type { TokenOutcome, TokenVerifier } from '../token/tokens.js';
import { type Verified, VerifiedTokens } from '../token/verified-tokens.js';
import { verifyJwt } from '../token/verify-jwt.js';

export interface ExternalTokensOptions {
  readonly service: string;
  readonly issuer: string;
  readonly algorithms: readonly string[];
  readonly findKey: FindKey;
  /** A value that changes with the keys. Tokens that were verified with other keys are verified again. */
  readonly keysVersion: () => unknown;
  readonly clock: Pick<StoreClock, 'now'>;
  /** Ends the connections to the issuer, if there are any. */
  readonly close?: (() => Promise<void>) | undefined;
  /** The groups of a user, if files or records have any. */
  readonly groupsOf?: ((user: string) => readonly string[]) | undefined;
}

/** The part of a verified token that is kept. */
interface Content {
  /** Empty for an anonymous client. */
  readonly subject: string;
  readonly access: readonly AccessScope[];
}

const invalid: TokenOutcome = { outcome: 'invalid' };
/** The form of subjects, which become names in the log of changes and in the audit. */
const subjects = /^[^\p{C}]{0,255}$/u;

/** Verifies the tokens of another issuer by the rules of Distribution. Their subjects are users, who need no account here. */
export class ExternalTokens implements TokenVerifier {
  readonly #options: ExternalTokensOptions;
  readonly #verified = new VerifiedTokens<Content>();
  #keysVersion: unknown;

  constructor(options: ExternalTokensOptions) {
    this.#options = options;
  }

  /** @throws RegistryError `UNAVAILABLE` if the keys of the issuer cannot be read and were not read in the last 24 hours */
  verify(token: string): TokenOutcome | Promise<TokenOutcome> {
    const version = this.#options.keysVersion();
    if (version !== this.#keysVersion) this.#verified.clear();
    this.#keysVersion = version;
    const known = this.#verified.find(token, this.#options.clock.now().getTime());
    return known === undefined ? this.#verifyUnknown(token) : this.#outcomeOf(known.content);
  }

  /** Ends the connections to the issuer. */
  async close(): Promise<void> {
    await this.#options.close?.();
  }

  async #verifyUnknown(token: string): Promise<TokenOutcome> {
    const content = await this.#verified.check(token, () => this.#check(token));
    return content === undefined ? invalid : this.#outcomeOf(content);
  }

  async #check(token: string): Promise<Verified<Content>> {
    const { service, issuer, algorithms, findKey, clock } = this.#options;
    const { payload, endsAt } = await verifyJwt(token, findKey, {
      algorithms,
      issuer,
      audience: service,
      requiredClaims: [],
      now: clock.now(),
    });
    const { sub, access } = tokenClaims.parse(payload);
    if (!subjects.test(sub)) throw new TypeError('the subject is too long or has control characters');
    return { content: { subject: sub, access: knownScopes(access) }, endsAt };
  }

  #outcomeOf({ subject, access }: Content): TokenOutcome {
    const identity: Identity =
      subject === '' ? anonymous : { kind: 'user', name: subject, groups: this.#options.groupsOf?.(subject) ?? [] };
    return { outcome: 'valid', identity, access };
  }
}
