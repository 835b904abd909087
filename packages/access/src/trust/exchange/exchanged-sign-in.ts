import type { AccessStore, ExchangedSecret, NamedIdentity } from '@lading/core';
import type { Claim } from '../../live/access-view.js';
import { RecentMap } from '../../recent/recent-map.js';
import { hashSecret } from '../../secret/random-secret.js';
import type { SignInOutcome } from '../../sign-in/sign-in.js';

interface ExchangedSignInParts {
  readonly exchanges: Pick<AccessStore['exchanges'], 'find'>;
  readonly identify: (claim: Claim) => NamedIdentity | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const mostEntries = 10_000;

/** Signs in with exchanged secrets. A secret ends when it expires, or when its trust rule or its robot ends. */
export class ExchangedSignIn {
  readonly #known = new RecentMap<string, ExchangedSecret>(mostEntries);

  constructor(private readonly parts: ExchangedSignInParts) {}

  /** @returns undefined if the secret is unknown or no longer valid */
  async signIn(secret: string): Promise<SignInOutcome | undefined> {
    const { exchanges, identify, now } = this.parts;
    const hash = hashSecret(secret);
    const found = this.#known.get(hash) ?? (await exchanges.find(hash));
    if (found === undefined) return undefined;
    this.#known.set(hash, found);
    const longestSeconds = Math.floor((found.expiresAt.getTime() - now()) / 1000);
    const { robot: name, trust: credential, createdAt: since } = found;
    const identity = longestSeconds > 0 ? identify({ kind: 'robot', name, credential, since }) : undefined;
    return identity && { outcome: 'signed-in', identity, longestSeconds, detail: { exchange: found.id } };
  }
}
