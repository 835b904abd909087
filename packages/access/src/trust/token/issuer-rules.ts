import type { TrustEntry } from '../../trust-rule/trust-entry.js';
import type { TrustRules } from '../../trust-rule/trust-rules.js';
import { OwnHeaders } from './own-headers.js';
import { issuerOf, isTooLong } from './token-issuer.js';

export interface IssuerRulesOptions {
  /** The current rules. */
  readonly rules: () => TrustRules;
  /**
   * The issuer of the bearer tokens that the registry takes anyway. A rule that names it does not count: otherwise whoever may
   * make a rule could take all these tokens for those of workloads, and nobody could sign in.
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

  /** Whether a rule is for the issuer. A token that names a key of our own is none of another issuer. */
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
