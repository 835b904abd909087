import type { PublicKeySet } from '@lading/core';
import type { EgressOptions } from '@lading/egress';
import { type FindKey, parseJwkSet } from '../../key-set/jwk-set.js';
import { RemoteJwkSet, type RemoteJwkSetOptions } from '../../key-set/remote-jwk-set.js';
import { RecentMap } from '../../recent/recent-map.js';
import type { TrustedIssuer } from '../../trust-rule/trusted-issuer.js';
import { readIssuerKeys } from './read-issuer-keys.js';

export interface IssuerKeysOptions
  extends Pick<RemoteJwkSetOptions, 'onProblem' | 'now'>,
    Pick<EgressOptions, 'proxy'> {
  /** The issuers of the file, as they are now. */
  readonly issuers: () => readonly TrustedIssuer[];
}

/** Finds the keys that verify the tokens of an issuer. */
export interface KeySource {
  readonly find: FindKey;
  /** A value that changes when the keys change. */
  version(): unknown;
}

const mostIssuers = 1000;
/** Short, because the issuer may begin to use a new key just after its keys were read. */
const cooldownSeconds = 5;

/** Finds the keys of issuers, and caches them. */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  readonly #remote = new RecentMap<string, RemoteJwkSet>(mostIssuers);
  readonly #given = new WeakMap<PublicKeySet, KeySource>();

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /** The keys that a rule contains. */
  given(set: PublicKeySet): KeySource {
    const known = this.#given.get(set);
    if (known !== undefined) return known;
    const source: KeySource = { find: parseJwkSet(JSON.stringify(set)), version: () => set };
    this.#given.set(set, source);
    return source;
  }

  /** The keys that an issuer publishes. If its entry in the file changes, they are read anew. */
  published(issuer: string): KeySource {
    const trusted = this.#options.issuers().find((each) => each.issuer === issuer) ?? { issuer };
    const { onProblem, now, proxy } = this.#options;
    return this.#remote.getOrMake(
      JSON.stringify(trusted),
      () =>
        new RemoteJwkSet({
          readText: () => readIssuerKeys(trusted, proxy),
          cooldownSeconds,
          onProblem: (message, values) => onProblem(message, { issuer, ...values }),
          now,
        }),
    );
  }
}
