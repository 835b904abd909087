import { type AccessStore, type AuditEvent, actorOf, anonymous, untilAborted } from '@lading/core';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { EventLimit, mostRefusalsPerMinute } from '../audit/event-limit.js';
import { type Attempt, type FailureLimits, failureLimits } from '../failure/failure-limits.js';
import { networkOf } from '../failure/network-of.js';
import type { IdentityProvider } from '../identity-provider/identity-provider.js';
import type { LiveState } from '../live/live-state.js';
import type { LogValues } from '../log/access-log.js';
import { hashSecret } from '../secret/random-secret.js';
import { limitedSeconds } from '../sign-in/refusal.js';
import type { Claims } from '../trust-rule/claim.js';
import type { ProviderClients } from './client/provider-clients.js';
import { ProviderFault } from './client/provider-fault.js';
import type {
  BeginOutcome,
  BeginRequest,
  FinishOutcome,
  FinishRequest,
  ProviderRefusal,
  ProviderRequest,
  ProviderSignIn,
} from './provider-sign-in.js';
import { type Ticket, type Tickets, ticketSeconds } from './ticket.js';
import { isLetIn, personOf } from './user/person.js';
import type { ProviderUsers } from './user/provider-users.js';

export interface OpenIdSignInParts {
  /** The providers of the file, as they are now. */
  readonly providers: () => readonly IdentityProvider[];
  readonly clients: ProviderClients;
  readonly tickets: Tickets;
  readonly users: ProviderUsers;
  readonly singleUses: Pick<AccessStore['singleUses'], 'use'>;
  readonly limits: FailureLimits;
  readonly live: LiveState;
  readonly record: (event: AuditEvent) => void;
  readonly warn: (message: string, values: LogValues) => void;
}

/** The most warnings about one provider in a minute. Every sign-in fails while it is down. */
const mostWarningsPerMinute = { ofKind: 1 } as const;

/** The attributes of a refusal in the audit. */
interface Reason {
  readonly reason: string;
  readonly issuer?: string;
  readonly subject?: string;
}

export class OpenIdSignIn implements ProviderSignIn {
  readonly #parts: OpenIdSignInParts;
  /** A kind is one network. */
  readonly #refused = new EventLimit(mostRefusalsPerMinute);
  readonly #warnings = new EventLimit(mostWarningsPerMinute);

  constructor(parts: OpenIdSignInParts) {
    this.#parts = parts;
  }

  list(): readonly Pick<IdentityProvider, 'name' | 'title'>[] {
    return this.#parts.providers().map(({ name, title }) => ({ name, title }));
  }

  async begin({ provider: name, redirectUri, page, signal }: BeginRequest): Promise<BeginOutcome> {
    const provider = this.#find(name);
    if (provider === undefined) return { outcome: 'unknown' };
    const { clients, tickets } = this.#parts;
    const secrets = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const ticket = { provider: name, page, ...secrets };
    try {
      const url = await untilAborted(clients.of(provider).authorizationUrl(ticket, redirectUri), signal);
      return { outcome: 'begun', url, ticket: tickets.seal(ticket), ticketSeconds };
    } catch (error) {
      return this.#explain(provider, error);
    }
  }

  async finish(request: FinishRequest): Promise<FinishOutcome> {
    const provider = this.#find(request.provider);
    if (provider === undefined) return { outcome: 'unknown' };
    const { tickets, limits, singleUses } = this.#parts;
    const ticket = tickets.open(request.ticket, provider.name, request.url.searchParams.get('state'));
    if (ticket === undefined)
      return this.#refuse(request, 'expired', { reason: 'the browser has no ticket for this sign-in' });
    const attempt = attemptOf(request, ticket);
    const { ofNetwork } = await limits.count(attempt);
    if (ofNetwork >= failureLimits.perNetwork)
      return { outcome: 'limited', retryAfterSeconds: limitedSeconds.byFailures };
    if (!(await singleUses.use(hashSecret(ticket.state), ticketSeconds)))
      return this.#refuse(request, 'expired', { reason: 'the sign-in was finished before' });
    const outcome = await this.#exchange(provider, request, ticket);
    if (outcome.outcome === 'refused' || outcome.outcome === 'not-allowed') await limits.record(attempt);
    return outcome;
  }

  async signOutPage(user: string, page: URL): Promise<URL | undefined> {
    const { live, providers, clients } = this.#parts;
    const { users } = await live.readState();
    const issuer = users.find(({ name }) => name === user)?.identity?.issuer;
    const provider = providers().find((each) => each.issuer === issuer);
    try {
      return provider && (await clients.of(provider).signOutPage(page));
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      return undefined;
    }
  }

  /** Asks the provider who the person is. */
  async #exchange(provider: IdentityProvider, request: FinishRequest, ticket: Ticket): Promise<FinishOutcome> {
    try {
      const claims = await untilAborted(this.#parts.clients.of(provider).claims(request.url, ticket), request.signal);
      return await this.#enter(provider, request, { claims, page: ticket.page });
    } catch (error) {
      const { outcome } = this.#explain(provider, error);
      if (outcome === 'unavailable') return { outcome };
      return this.#refuse(request, outcome, { reason: (error as ProviderFault).message });
    }
  }

  /** Lets the person with these claims in, or not. */
  async #enter(
    provider: IdentityProvider,
    request: FinishRequest,
    { claims, page }: { readonly claims: Claims; readonly page: string },
  ): Promise<FinishOutcome> {
    const person = personOf(provider, claims);
    if (person === undefined) return this.#refuse(request, 'refused', { reason: 'the subject is not usable' });
    const { identity } = person;
    if (!isLetIn(provider, claims))
      return this.#refuse(request, 'not-allowed', { reason: 'a required claim is missing', ...identity });
    const client = clientOf(request);
    const user = await this.#parts.users.signIn(person, { mayCreate: provider.createsUsers, client });
    if (typeof user === 'string') return this.#refuse(request, 'not-allowed', { reason: user, ...identity });
    const detail = { provider: provider.name, ...identity };
    this.#parts.record({ action: 'sign-in', outcome: 'done', actor: actorOf(user), ...client, detail });
    return { outcome: 'signed-in', identity: user, page };
  }

  #find(name: string): IdentityProvider | undefined {
    return this.#parts.providers().find((provider) => provider.name === name);
  }

  /** @throws the error if it is not a fault of the provider */
  #explain({ name: provider }: IdentityProvider, error: unknown): { readonly outcome: ProviderFault['outcome'] } {
    if (!(error instanceof ProviderFault)) throw error;
    const { outcome, message: reason } = error;
    if (outcome === 'unavailable' && this.#warnings.admits(provider))
      this.#parts.warn('an identity provider does not work', { provider, reason });
    return { outcome };
  }

  #refuse<Outcome extends ProviderRefusal>(
    request: FinishRequest,
    outcome: Outcome,
    reason: Reason,
  ): { readonly outcome: Outcome } {
    if (this.#refused.admits(networkOf(request.client.address))) {
      const event = { action: 'sign-in.refused', outcome: 'refused', actor: actorOf(anonymous) } as const;
      this.#parts.record({ ...event, ...clientOf(request), detail: { provider: request.provider, ...reason } });
    }
    return { outcome };
  }
}

/** Each state counts as one guess. */
function attemptOf({ client: { address } }: ProviderRequest, { state: secret }: Ticket): Attempt {
  return { name: '', secret, address, target: 'none' };
}

/** What the audit records of a client. */
function clientOf({ client: { address, userAgent }, requestId }: ProviderRequest) {
  return { address, userAgent, requestId };
}
