import type { Access, AdministrationContext } from '@lading/access';
import { Body, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Answer } from '../answer/answer.js';
import { pageAnswer } from '../answer/page-answer.js';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { clientOf } from '../guard/client-of.js';
import { removeSessionCookie, sessionSecretOf, setSessionCookie } from '../guard/session-cookie.js';
import { idPageQuery, plainText } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGED_ACCESS, MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { Operation } from '../route/operation.decorator.js';
import { session, sessionPage } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { sessionId } from '../schema/parameters.js';

const sessionsQuery = idPageQuery.extend({ user: plainText.optional() });

@ManagementController('sessions')
export class SessionsController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(MANAGEMENT_OPTIONS) private readonly options: ManagementOptions,
  ) {}

  /** The session is always a new one: a secret that somebody else has set in the browser is worth nothing afterwards. */
  @Post()
  @Operation({
    summary: 'Signs in with a password, and sets the cookie of a session',
    audience: 'anyone',
    body: bodies.signIn,
    answer: session,
    status: 201,
  })
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body(new Parsed(bodies.signIn)) { name, password: secret }: z.output<typeof bodies.signIn>,
  ): Promise<Answer> {
    const client = clientOf(request);
    const outcome = await this.access.signIn.signIn({ name, secret, client, requestId: request.id });
    if (outcome.outcome === 'limited')
      throw new Problem('TOO_MANY_REQUESTS', 'too many sign-ins', { retryAfterSeconds: outcome.retryAfterSeconds });
    const isPerson =
      outcome.outcome === 'signed-in' && outcome.identity.kind === 'user' && !outcome.identity.credential;
    if (!isPerson) throw new Problem('UNAUTHENTICATED', 'the name or the password is wrong');
    const created = await this.access.sessions.create(outcome.identity, client);
    await this.endOld(request);
    setSessionCookie(request, reply, { secret: created.secret, publicUrl: this.options.publicUrl });
    this.audit('session.created', created.session, request);
    return new Answer(created.session);
  }

  @Get()
  @Operation({
    summary: 'Lists sessions, your own or those of a user',
    audience: 'user',
    query: sessionsQuery,
    answer: sessionPage,
  })
  async list(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(sessionsQuery)) query: z.output<typeof sessionsQuery>,
  ): Promise<Answer> {
    const { user = asker.identity.name, ...page } = query;
    const found = await this.access.administration.sessions.list(asker, { ...page, user });
    return pageAnswer(found, { query, keyOf: ({ id }) => id });
  }

  /** Signs out: ends the session of the cookie. */
  @Delete('current')
  @Operation({ summary: 'Signs out', audience: 'user' })
  async signOut(
    @Asker() { session: current, identity }: AdministrationContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (current === undefined) throw new Problem('NOT_FOUND', 'the request has no session');
    await this.access.sessions.end(current.id);
    removeSessionCookie(request, reply, this.options.publicUrl);
    this.audit('session.ended', { id: current.id, user: identity.name }, request);
  }

  @Delete(':id')
  @Operation({ summary: 'Ends a session', audience: 'user' })
  end(@Asker() asker: AdministrationContext, @Param('id', sessionId) id: string): Promise<void> {
    return this.access.administration.sessions.end(asker, id);
  }

  private async endOld(request: FastifyRequest): Promise<void> {
    const secret = sessionSecretOf(request, this.options.publicUrl);
    const used = secret === undefined ? undefined : await this.access.sessions.use(secret);
    if (used !== undefined) await this.access.sessions.end(used.session.id);
  }

  private audit(action: string, { id, user }: { id: string; user: string }, request: FastifyRequest): void {
    const { address, userAgent } = clientOf(request);
    const actor = { kind: 'user', name: user } as const;
    const event = { action, outcome: 'done', actor, credential: id, target: id } as const;
    this.access.audit.record({ ...event, address, userAgent, requestId: request.id });
  }
}
