import type { TrustEntry } from '../../trust-rule/trust-entry.js';
import type { TrustRules } from '../../trust-rule/trust-rules.js';
import { OwnHeaders } from './own-headers.js';
import { issuerOf, isTooLong } from './token-issuer.js';

export interface IssuerRulesOptions {
  /** The current rules. */
  readonly rules: () => TrustRules;
  /**
   * The issuer of the bearer tokens that the registry takes anyway. Rules that name it are ignored. Otherwise a user who may make
   * a rule could turn all these tokens into tokens of workloads, and nobody could sign in.
   */
  readonly ownIssuer?: string | undefined;
  /** Whether our own token service has a key of this id now; no key if absent. */
  readonly isOwnKey?: ((kid: string) => boolean) | undefined;
}

/** Finds the rules for the issuer that a token names. Nothing is verified. */
export class IssuerRules {
  readonly #options: IssuerRulesOptions;
  readonly #ownHeaders: OwnHeaders | undefined;

  constructor(options: IssuerRulesOptions) {
    this.#options = options;
    this.#ownHeaders = options.isOwnKey && new OwnHeaders(options.isOwnKey);
  }

  /** Whether a rule is for the issuer. A token that names one of our own keys is not from another issuer. */
  recognizes(token: string): boolean {
    if (this.#options.rules().all.length === 0 || isTooLong(token)) return false;
    return !this.#ownHeaders?.has(token) && this.of(token).length > 0;
  }

  of(token: string): readonly TrustEntry[] {
    const rules = this.#options.rules();
    if (rules.all.length === 0 || isTooLong(token)) return [];
    const issuer = issuerOf(token);
    return issuer === undefined || issuer === this.#options.ownIssuer ? [] : rules.ofIssuer(issuer);
  }
}
