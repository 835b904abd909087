import type { FastifyInstance } from 'fastify';
import { problemOfStatus } from '../problem/problem.js';
import { prepareProblem } from '../problem/send-problem.js';
import { isBelowApi } from '../route/api-path.js';

/** Gives the errors of the framework below the API, such as a body that is no JSON, the form of a problem. */
export function addProblemHook(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (reply.statusCode < 400 || !isBelowApi(request.url) || type.startsWith('application/problem+json'))
      return payload;
    reply.removeHeader('content-length');
    return prepareProblem(reply, problemOfStatus(reply.statusCode), request.id);
  });
}
