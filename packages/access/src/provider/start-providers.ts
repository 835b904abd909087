import type { AccessStore } from '@lading/core';
import type { EgressProxy } from '@lading/egress';
import type { StoreClock } from '../clock/store-clock.js';
import type { AccessFiles } from '../live/access-files.js';
import { ProviderClients } from './client/provider-clients.js';
import { OpenIdSignIn, type OpenIdSignInParts } from './open-id-sign-in.js';
import type { ProviderSignIn } from './provider-sign-in.js';
import { Tickets } from './ticket.js';
import { ProviderUsers, type ProviderUsersParts } from './user/provider-users.js';

interface ProvidersParts
  extends Pick<OpenIdSignInParts, 'limits' | 'record' | 'warn'>,
    Pick<ProviderUsersParts, 'live'> {
  readonly store: Pick<AccessStore, 'change' | 'singleUses'>;
  /** The current files. */
  readonly files: () => AccessFiles;
  readonly clock: Pick<StoreClock, 'now'>;
  /** Secret keys that all replicas share. */
  readonly sharedKeys: readonly Uint8Array[];
  readonly proxy?: EgressProxy | undefined;
}

/** Creates the sign-in through the identity providers of the files. */
export function startProviders(parts: ProvidersParts): ProviderSignIn {
  const { store, files, clock, sharedKeys, live, limits, record, warn, proxy } = parts;
  const now = () => clock.now();
  return new OpenIdSignIn({
    providers: () => files().providers ?? [],
    clients: new ProviderClients({ now, proxy }),
    tickets: new Tickets(sharedKeys, now),
    users: new ProviderUsers({ store, live, files }),
    singleUses: store.singleUses,
    limits,
    live,
    record,
    warn,
  });
}
