import type { TrustEntry } from './trust-entry.js';

const none: readonly TrustEntry[] = [];

/** Trust rules by issuer. */
export class TrustRules {
  readonly #byIssuer = new Map<string, TrustEntry[]>();

  constructor(readonly all: readonly TrustEntry[]) {
    for (const rule of all) {
      const found = this.#byIssuer.get(rule.issuer);
      if (found === undefined) this.#byIssuer.set(rule.issuer, [rule]);
      else found.push(rule);
    }
  }

  ofIssuer(issuer: string): readonly TrustEntry[] {
    return this.#byIssuer.get(issuer) ?? none;
  }
}
