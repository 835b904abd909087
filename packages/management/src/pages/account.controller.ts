import type { Access, AdministrationContext } from '@lading/access';
import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Asker } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { BrowserSignIn } from '../sessions/browser-sign-in.js';
import { accountPage } from './account-page.js';
import { Page } from './page.decorator.js';
import { PageAnswer } from './page-answer.js';
import { PageController } from './page-controller.decorator.js';
import { siblingOf, textOf } from './page-request.js';

const mostSessions = 100;
const uuid = z.uuid();

/** The page on which users manage their own sessions and tokens. */
@PageController('account')
export class AccountController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(BrowserSignIn) private readonly browser: BrowserSignIn,
  ) {}

  @Get()
  @Page('user')
  async show(@Asker() asker: AdministrationContext): Promise<PageAnswer> {
    const { name: user, groups = [] } = asker.identity;
    const { sessions, personalTokens } = this.access.administration;
    const [page, tokens] = await Promise.all([
      sessions.list(asker, { user, limit: mostSessions }),
      personalTokens.list(asker, user),
    ]);
    return PageAnswer.of(
      accountPage({
        user,
        groups,
        sessions: page.items,
        hasMoreSessions: page.hasMore,
        current: asker.session?.id,
        tokens: tokens.filter(({ revokedAt }) => revokedAt === undefined),
        now: new Date(),
      }),
    );
  }

  @Post()
  @Page('user')
  async change(
    @Asker() asker: AdministrationContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageAnswer> {
    const { sessions, personalTokens, users } = this.access.administration;
    switch (textOf(request.body, 'action')) {
      case 'end-session':
        await sessions.end(asker, idOf(request));
        break;
      case 'end-sessions':
        await users.endSessions(asker, asker.identity.name);
        await this.browser.end(asker, { request, reply });
        break;
      case 'delete-token':
        await personalTokens.revoke(asker, idOf(request));
        break;
      default:
        throw new Problem('INVALID', 'There is no such action.');
    }
    return PageAnswer.redirect(siblingOf(request, 'account'));
  }
}

function idOf(request: FastifyRequest): string {
  const { success, data } = uuid.safeParse(textOf(request.body, 'id'));
  if (!success) throw new Problem('NOT_FOUND', 'There is no such session or token.');
  return data;
}
