import type { AccessStore, AuditEvent, NamedIdentity } from '@lading/core';
import { EventLimit, mostRefusalsPerMinute } from '../audit/event-limit.js';
import type { StoreClock } from '../clock/store-clock.js';
import { networkOf } from '../failure/network-of.js';
import type { Claim } from '../live/access-view.js';
import type { SignIn } from '../sign-in/sign-in.js';
import { ExchangedSignIn } from './exchange/exchanged-sign-in.js';
import { TokenExchange } from './exchange/token-exchange.js';
import { IssuerKeys, type IssuerKeysOptions } from './issuer/issuer-keys.js';
import { WorkloadSignIn } from './sign-in/workload-sign-in.js';
import type { IssuerRulesOptions } from './token/issuer-rules.js';
import { TrustedTokens } from './token/trusted-tokens.js';
import type { Workloads } from './workloads.js';

interface WorkloadsParts extends Omit<IssuerKeysOptions, 'now'>, IssuerRulesOptions {
  readonly exchanges: AccessStore['exchanges'];
  readonly identify: (claim: Claim) => NamedIdentity | undefined;
  readonly record: (event: AuditEvent) => void;
  /** The clock of the store. */
  readonly clock: Pick<StoreClock, 'now'>;
  /** Signs in with all other secrets. */
  readonly signIn: SignIn;
}

/** Creates the sign-in of workloads. It passes all other secrets on to `parts.signIn`. */
export function startWorkloads(parts: WorkloadsParts): { readonly workloads: Workloads; readonly signIn: SignIn } {
  const { exchanges, rules, identify, record, ownIssuer, isOwnKey, clock } = parts;
  const now = () => clock.now().getTime();
  const keys = new IssuerKeys(parts);
  const tokens = new TrustedTokens({ rules, identify, keys, ownIssuer, isOwnKey, now });
  const exchanged = new ExchangedSignIn({ exchanges, identify, now });
  // A kind is one network.
  const refused = new EventLimit(mostRefusalsPerMinute);
  const exchange = new TokenExchange({
    tokens,
    exchanges,
    record: (event) => {
      if (event.outcome === 'done' || refused.admits(networkOf(event.address ?? ''))) record(event);
    },
  });
  return {
    workloads: {
      recognizes: (token) => tokens.recognizes(token),
      exchange: (request) => exchange.exchange(request),
    },
    signIn: new WorkloadSignIn({ tokens, exchanged, others: parts.signIn }),
  };
}
