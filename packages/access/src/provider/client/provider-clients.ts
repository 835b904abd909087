import type { IdentityProvider } from '../../identity-provider/identity-provider.js';
import { RecentMap } from '../../recent/recent-map.js';
import { ProviderClient, type ProviderClientParts } from './provider-client.js';

const mostClients = 100;

/** The clients of the current providers. If the entry of a provider in the file changes, it gets a new client. */
export class ProviderClients {
  readonly #clients = new RecentMap<string, ProviderClient>(mostClients);

  constructor(private readonly parts: Pick<ProviderClientParts, 'now' | 'proxy'>) {}

  of(provider: IdentityProvider): ProviderClient {
    return this.#clients.getOrMake(JSON.stringify(provider), () => new ProviderClient({ provider, ...this.parts }));
  }
}
