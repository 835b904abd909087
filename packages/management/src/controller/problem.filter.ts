import type { Access } from '@lading/access';
import { actorOf, anonymous } from '@lading/core';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askerOf } from '../guard/asker.js';
import { clientOf } from '../guard/client-of.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import type { Problem } from '../problem/problem.js';
import { problemOf } from '../problem/problem-of.js';
import { prepareProblem } from '../problem/send-problem.js';

/** Answers each error of the API as a problem. Refusals go to the audit, and unexpected errors to the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('ManagementModule');

  constructor(@Inject(MANAGED_ACCESS) private readonly access: Pick<Access, 'audit'>) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status >= 500) this.logger.error({ message: 'a request failed', requestId: request.id, error });
    if (problem.status === 403) this.record(request, problem);
    reply.status(problem.status).send(prepareProblem(reply, problem, request.id));
  }

  /** Only a request with credentials. A refused sign-in is recorded where somebody signs in. */
  private record(request: FastifyRequest, problem: Problem): void {
    const asker = askerOf(request);
    if (asker === undefined && request.headers.authorization === undefined) return;
    const { address, userAgent } = clientOf(request);
    this.access.audit.record({
      action: 'access.refused',
      outcome: 'refused',
      actor: actorOf(asker?.identity ?? anonymous),
      credential: asker?.session?.id ?? asker?.identity.credential,
      target: `${request.method} ${request.routeOptions.url ?? ''}`,
      address,
      userAgent,
      requestId: request.id,
      detail: { code: problem.code },
    });
  }
}
