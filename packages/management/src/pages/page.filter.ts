import { AdministrationError, parseUserCode } from '@lading/access';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../problem/problem-of.js';
import { errorPage } from './error-page.js';
import { SignInNeeded } from './page.guard.js';
import { PageAnswer } from './page-answer.js';
import { pathOf, siblingOf, textOf } from './page-request.js';
import { preparePage } from './send-page.js';

/** Answers errors with pages. A person who must sign in goes to the sign-in page, and then back. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = new Logger('ManagementModule');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    reply.send(preparePage(reply, this.answerTo(error, request)));
  }

  private answerTo(error: unknown, request: FastifyRequest): PageAnswer {
    if (error instanceof SignInNeeded) return PageAnswer.redirect(signInPage(request));
    if (error instanceof AdministrationError && error.code === 'RECENT_SIGN_IN_NEEDED')
      return PageAnswer.redirect(`${signInPage(request)}&error=sign-in-old`);
    const { status, message, retryAfterSeconds } = problemOf(error);
    if (status >= 500) this.logger.error({ message: 'a request failed', requestId: request.id, error });
    const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterSeconds)) };
    return PageAnswer.of(errorPage(status, message, request.id), status, headers);
  }
}

/** The path of the sign-in page. It leads back to the page of the request, with the code of a device. */
function signInPage(request: FastifyRequest): string {
  const code = parseUserCode(textOf(request.body, 'user_code') ?? textOf(request.query, 'user_code') ?? '');
  const back = `${pathOf(request)}${code === undefined ? '' : `?user_code=${code}`}`;
  return `${siblingOf(request, 'login')}?${new URLSearchParams({ redirect_to: back })}`;
}
