import { Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askerOf } from '../guard/asker.js';
import { BrowserSignIn } from '../sessions/browser-sign-in.js';
import { Page } from './page.decorator.js';
import { PageAnswer } from './page-answer.js';
import { PageController } from './page-controller.decorator.js';
import { siblingOf } from './page-request.js';
import { signedOutPage } from './signed-out-page.js';

@PageController('logout')
export class LogoutController {
  constructor(@Inject(BrowserSignIn) private readonly browser: BrowserSignIn) {}

  @Post()
  @Page('anyone')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<PageAnswer> {
    const asker = askerOf(request);
    if (asker !== undefined) await this.browser.end(asker, { request, reply });
    const providerPage = asker && (await this.browser.endSessionPage(asker, request));
    if (providerPage === undefined) return PageAnswer.redirect(siblingOf(request, 'login'));
    return PageAnswer.of(signedOutPage(providerPage));
  }
}
