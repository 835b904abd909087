import type { Access } from '@lading/access';
import { Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askerOf } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { BrowserSignIn } from '../sessions/browser-sign-in.js';
import { loginPage, signInMessages } from './login-page.js';
import { ownPath } from './own-path.js';
import { Page } from './page.decorator.js';
import { PageAnswer } from './page-answer.js';
import { PageController } from './page-controller.decorator.js';
import { siblingOf, textOf } from './page-request.js';

@PageController('login')
export class LoginController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(BrowserSignIn) private readonly browser: BrowserSignIn,
  ) {}

  @Get()
  @Page('anyone')
  show(@Req() request: FastifyRequest): PageAnswer {
    const message = signInMessages.get(textOf(request.query, 'error'));
    return PageAnswer.of(loginPage({ ...this.partsOf(request, request.query), message }));
  }

  @Post()
  @Page('anyone')
  async signIn(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<PageAnswer> {
    const parts = { ...this.partsOf(request, request.body), name: textOf(request.body, 'name') };
    const [name = '', password = ''] = [parts.name, textOf(request.body, 'password')];
    const outcome = await this.browser.byPassword({ name, password }, { request, reply });
    if (outcome.outcome === 'signed-in') return PageAnswer.redirect(parts.redirectTo);
    if (outcome.outcome === 'refused')
      return PageAnswer.of(loginPage({ ...parts, message: 'The name or the password is wrong.' }), 401);
    const { retryAfterSeconds } = outcome;
    const message = `Too many attempts. Try again in ${minutes(retryAfterSeconds)}.`;
    const headers = { 'Retry-After': String(Math.ceil(retryAfterSeconds)) };
    return PageAnswer.of(loginPage({ ...parts, message }), 429, headers);
  }

  private partsOf(request: FastifyRequest, values: unknown) {
    const redirectTo = ownPath(textOf(values, 'redirect_to'), siblingOf(request, 'account'));
    return { redirectTo, providers: this.access.providers.list(), user: askerOf(request)?.identity.name };
  }
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? 'a minute' : `${count} minutes`;
}
