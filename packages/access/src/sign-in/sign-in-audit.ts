import { type AuditEvent, actorOf, anonymous } from '@lading/core';
import { EventLimit, mostRefusalsPerMinute } from '../audit/event-limit.js';
import { networkOf } from '../failure/network-of.js';
import type { LiveAccess } from '../live/access-view.js';
import type { SignInOutcome, SignInRequest } from './sign-in.js';

interface SignInAuditOptions {
  readonly live: LiveAccess;
  readonly record: (event: AuditEvent) => void;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

type SignedIn = Extract<SignInOutcome, { readonly outcome: 'signed-in' }>;

/** The most sign-ins that are recorded in a minute. The metrics count all of them. */
const mostSignInsPerMinute = { ofKind: 1 } as const;

/**
 * Records sign-ins in the audit. Clients repeat sign-ins, so it records only some of each kind. All ways to sign in share one
 * instance and its limits.
 */
export class SignInAudit {
  readonly #options: SignInAuditOptions;
  /** A kind is one credential from one address. Some clients send a name and a secret with each request. */
  readonly #signedIn: EventLimit;
  /** A kind is one account, or no known account, from one network. */
  readonly #refused: EventLimit;

  constructor(options: SignInAuditOptions) {
    const { now } = options;
    this.#options = options;
    this.#signedIn = new EventLimit(mostSignInsPerMinute, now);
    this.#refused = new EventLimit(mostRefusalsPerMinute, now);
  }

  record(request: SignInRequest, outcome: SignInOutcome): void {
    if (outcome.outcome === 'signed-in') this.#recordSignIn(request, outcome);
    else this.#recordRefusal(request, outcome);
  }

  #recordSignIn(request: SignInRequest, { identity, detail }: SignedIn): void {
    const { kind, name, credential } = identity;
    if (!this.#signedIn.admits(kind, name, credential, request.client.address)) return;
    this.#options.record({
      action: 'sign-in',
      outcome: 'done',
      actor: actorOf(identity),
      credential,
      ...from(request),
      detail,
    });
  }

  #recordRefusal(request: SignInRequest, answer: Exclude<SignInOutcome, SignedIn>): void {
    const target = this.#accountOf(request.name);
    if (!this.#refused.admits(target, networkOf(request.client.address))) return;
    const actor = actorOf(anonymous);
    this.#options.record({
      action: 'sign-in.refused',
      outcome: 'refused',
      actor,
      target,
      ...from(request),
      detail: { reason: answer.outcome, ...('detail' in answer ? answer.detail : {}) },
    });
  }

  /** The name if it is that of an enabled account. Other names are not recorded: people sometimes type a password as the name. */
  #accountOf(name: string): string | undefined {
    const { view } = this.#options.live;
    const isKnown = (['user', 'robot'] as const).some((kind) => view.identify({ kind, name }) !== undefined);
    return isKnown ? name : undefined;
  }
}

function from({ client, requestId }: SignInRequest) {
  return { address: client.address, userAgent: client.userAgent, requestId };
}
