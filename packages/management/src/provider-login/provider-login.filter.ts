import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../problem/problem-of.js';
import { prepareProblem } from '../problem/send-problem.js';
import { errorParameterOf } from './provider-login-problem.js';
import { pageBeside } from './provider-paths.js';

/** Sends a browser back to the sign-in page if the sign-in fails. Programs get a problem. */
@Catch()
export class ProviderLoginFilter implements ExceptionFilter {
  private readonly logger = new Logger('ManagementModule');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status === 500) this.logger.error({ message: 'a request failed', requestId: request.id, error });
    setLoginHeaders(reply);
    if (/\btext\/html\b/i.test(request.headers.accept ?? ''))
      reply
        .status(303)
        .header('Location', `${pageBeside(request, 'login')}?error=${errorParameterOf(problem)}`)
        .send('');
    else reply.status(problem.status).send(prepareProblem(reply, problem, request.id));
  }
}

/** The URL of the request may contain a code of the provider, which must stay secret. */
export function setLoginHeaders(reply: FastifyReply): void {
  reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
}
