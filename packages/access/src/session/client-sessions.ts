import {
  type AccessStore,
  type AuditEvent,
  actorOf,
  type Identity,
  type NamedIdentity,
  untilAborted,
} from '@lading/core';
import { EventLimit } from '../audit/event-limit.js';
import type { FailureLimits } from '../failure/failure-limits.js';
import type { LiveAccess } from '../live/access-view.js';
import { hashSecret, makeSecret } from '../secret/random-secret.js';
import { AuditedSignIn } from '../sign-in/audited-sign-in.js';
import { LimitedSecrets } from '../sign-in/limited-secrets.js';
import type { SignIn, SignInOutcome, SignInRequest } from '../sign-in/sign-in.js';
import type { SignInAudit } from '../sign-in/sign-in-audit.js';
import { claimOf } from './browser-sessions.js';
import {
  type RefreshRequest,
  type RefreshTokenClient,
  type RefreshTokens,
  refreshTokenLimits,
} from './refresh-tokens.js';

interface ClientSessionsOptions {
  readonly store: AccessStore['sessions'];
  readonly live: LiveAccess;
  readonly limits: FailureLimits;
  readonly audit: SignInAudit;
  /** The registry that the tokens are for. Another registry on the same store refuses them. */
  readonly service: string;
  readonly record: (event: AuditEvent) => void;
}

/** Refresh tokens are the secrets of sessions. They end like sessions of browsers, and users see and end them in the same list. */
export class ClientSessions implements RefreshTokens {
  readonly #options: ClientSessionsOptions;
  readonly #signIn: SignIn;
  readonly #made = new EventLimit({ ofKind: refreshTokenLimits.newPerMinute });

  constructor(options: ClientSessionsOptions) {
    const { limits, audit } = options;
    this.#options = options;
    const secrets = new LimitedSecrets({ limits, kinds: ['refresh'], identify: (secret) => this.#identify(secret) });
    const bySecret = async ({ name, secret, client, signal }: SignInRequest) =>
      untilAborted(secrets.signIn({ name, secret, address: client.address, target: 'none' }), signal);
    this.#signIn = new AuditedSignIn({ signIn: bySecret }, audit);
  }

  async create(identity: Identity, { client, requestId }: RefreshTokenClient): Promise<string | undefined> {
    if (identity.kind !== 'user' || identity.credential !== undefined) return undefined;
    if (!this.#made.admits(identity.name)) return undefined;
    const { store, live, record } = this.#options;
    const { address, userAgent } = client;
    const secret = makeSecret('refresh');
    const { id } = await store.create({
      secretHash: this.#hashOf(secret),
      kind: 'client',
      user: identity.name,
      most: refreshTokenLimits.mostOfUser,
      lifeSeconds: refreshTokenLimits.lifeSeconds,
      passwordMark: live.view.markOf(identity.name),
      address,
      userAgent: userAgent?.slice(0, 256),
    });
    const event = { action: 'session.created', outcome: 'done', credential: id, target: id } as const;
    record({ ...event, actor: actorOf(identity), address, userAgent, requestId });
    return secret;
  }

  signIn(request: RefreshRequest): Promise<SignInOutcome> {
    return this.#signIn.signIn({ ...request, name: '' });
  }

  async #identify(secret: string): Promise<NamedIdentity | undefined> {
    const { store, live } = this.#options;
    const session = await store.use(this.#hashOf(secret), refreshTokenLimits.idleSeconds);
    return session && live.view.identify(claimOf(session));
  }

  #hashOf(secret: string): string {
    return hashSecret(JSON.stringify([this.#options.service, secret]));
  }
}
