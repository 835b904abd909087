import type { AccessStore, NamedIdentity } from '@lading/core';
import type { Claim, LiveAccess } from '../live/access-view.js';
import { RecentMap } from '../recent/recent-map.js';
import { hashSecret } from '../secret/random-secret.js';
import type { CredentialUses } from './credential-uses.js';
import { identifyNow } from './identify-now.js';

const mostEntries = 10_000;

/** Finds the owner of a random secret. It remembers which credential a secret belongs to, but never whether it is valid. */
export class SecretSignIn {
  readonly #claims = new RecentMap<string, Claim>(mostEntries);

  constructor(
    private readonly credentials: Pick<AccessStore['credentials'], 'findBySecret'>,
    private readonly live: LiveAccess,
    private readonly uses: CredentialUses,
  ) {}

  /** @returns undefined if there is no such secret, or it is expired or revoked, or its owner is disabled */
  async identify(secret: string): Promise<NamedIdentity | undefined> {
    const hash = hashSecret(secret);
    const known = this.#claims.get(hash);
    const identity = known === undefined ? await this.#find(hash) : this.live.view.identify(known);
    if (identity?.credential !== undefined) this.uses.add(identity.credential);
    else this.#claims.delete(hash);
    return identity;
  }

  async #find(hash: string): Promise<NamedIdentity | undefined> {
    const record = await this.credentials.findBySecret(hash);
    if (record === undefined) return undefined;
    const claim = { ...record.owner, credential: record.id };
    this.#claims.set(hash, claim);
    return identifyNow(this.live, claim);
  }
}
