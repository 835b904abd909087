import type { Access, AdministrationContext, Session, SignInOutcome } from '@lading/access';
import type { NamedIdentity } from '@lading/core';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askerOfSession } from '../guard/asker-of-session.js';
import { clientOf } from '../guard/client-of.js';
import { publicOriginOf } from '../guard/public-origin.js';
import { removeSessionCookie, setSessionCookie } from '../guard/session-cookie.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGED_ACCESS, MANAGEMENT_OPTIONS } from '../options/management.tokens.js';

type BrowserSignInOutcome =
  | { readonly outcome: 'signed-in'; readonly session: Session }
  | { readonly outcome: 'refused' }
  | Extract<SignInOutcome, { readonly outcome: 'limited' }>;

/** A request and its answer, which gets the cookie. */
interface BrowserExchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Begins and ends the session of a browser. */
@Injectable()
export class BrowserSignIn {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(MANAGEMENT_OPTIONS) private readonly options: ManagementOptions,
  ) {}

  /** Signs a person in. Robots and secrets of credentials are refused. */
  async byPassword(
    { name, password: secret }: { readonly name: string; readonly password: string },
    { request, reply }: BrowserExchange,
  ): Promise<BrowserSignInOutcome> {
    const client = clientOf(request);
    const outcome = await this.access.signIn.signIn({ name, secret, client, requestId: request.id });
    if (outcome.outcome === 'limited') return outcome;
    const isPerson =
      outcome.outcome === 'signed-in' && outcome.identity.kind === 'user' && !outcome.identity.credential;
    if (!isPerson) return { outcome: 'refused' };
    return { outcome: 'signed-in', session: await this.begin(outcome.identity, { request, reply }) };
  }

  /** The session is always new, so a secret that somebody else has set in the browser becomes worthless. */
  async begin(identity: NamedIdentity, { request, reply }: BrowserExchange): Promise<Session> {
    const created = await this.access.sessions.create(identity, clientOf(request));
    await this.endOld(request);
    setSessionCookie(request, reply, { secret: created.secret, publicUrl: this.options.publicUrl });
    this.audit('session.created', created.session, request);
    return created.session;
  }

  /** @returns whether the request has a session */
  async end({ session, identity }: AdministrationContext, { request, reply }: BrowserExchange): Promise<boolean> {
    if (session === undefined) return false;
    await this.access.sessions.end(session.id);
    removeSessionCookie(request, reply, this.options.publicUrl);
    this.audit('session.ended', { id: session.id, user: identity.name }, request);
    return true;
  }

  /** The page on which a user also signs out of the provider. It leads back to our sign-in page. */
  async endSessionPage({ identity }: AdministrationContext, request: FastifyRequest): Promise<URL | undefined> {
    const back = new URL('/login', publicOriginOf(request, this.options.publicUrl));
    return this.access.providers.signOutPage(identity.name, back);
  }

  private async endOld(request: FastifyRequest): Promise<void> {
    const asker = await askerOfSession(request, { access: this.access, publicUrl: this.options.publicUrl });
    if (asker !== undefined) await this.access.sessions.end(asker.session.id);
  }

  private audit(action: string, { id, user }: { id: string; user: string }, request: FastifyRequest): void {
    const { address, userAgent } = clientOf(request);
    const actor = { kind: 'user', name: user } as const;
    const event = { action, outcome: 'done', actor, credential: id, target: id } as const;
    this.access.audit.record({ ...event, address, userAgent, requestId: request.id });
  }
}
