import type { Access, AdministrationContext } from '@lading/access';
import { Body, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Answer } from '../answer/answer.js';
import { pageAnswer } from '../answer/page-answer.js';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { idPageQuery, plainText } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { Operation } from '../route/operation.decorator.js';
import { session, sessionPage, signedOut } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { sessionId } from '../schema/parameters.js';
import { BrowserSignIn } from './browser-sign-in.js';

const sessionsQuery = idPageQuery.extend({ user: plainText.optional() });

@ManagementController('sessions')
export class SessionsController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(BrowserSignIn) private readonly browser: BrowserSignIn,
  ) {}

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
    @Body(new Parsed(bodies.signIn)) input: z.output<typeof bodies.signIn>,
  ): Promise<Answer> {
    const outcome = await this.browser.byPassword(input, { request, reply });
    if (outcome.outcome === 'limited')
      throw new Problem('TOO_MANY_REQUESTS', 'too many sign-ins', { retryAfterSeconds: outcome.retryAfterSeconds });
    if (outcome.outcome === 'refused') throw new Problem('UNAUTHENTICATED', 'the name or the password is wrong');
    return new Answer(outcome.session);
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

  /** Signs out: ends the session of the cookie. A page may then open the sign-out page of the provider. */
  @Delete('current')
  @Operation({ summary: 'Signs out', audience: 'user', mayAnswer: signedOut })
  async signOut(
    @Asker() asker: AdministrationContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer | undefined> {
    if (!(await this.browser.end(asker, { request, reply })))
      throw new Problem('NOT_FOUND', 'the request has no session');
    const page = await this.browser.endSessionPage(asker, request);
    return page && new Answer({ endSessionUrl: page.href }, { status: 200 });
  }

  @Delete(':id')
  @Operation({ summary: 'Ends a session', audience: 'user' })
  end(@Asker() asker: AdministrationContext, @Param('id', sessionId) id: string): Promise<void> {
    return this.access.administration.sessions.end(asker, id);
  }
}
