import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;

const logger = new Logger('Registry');

/**
 * Wraps an error handler so that it does not see the end of a connection. A client that leaves before its body is complete
 * is not a failure of the application, and nobody reads the answer.
 */
export function unlessClientLeft(handle: ErrorHandler): ErrorHandler {
  return (error, request, reply) => {
    if (!request.raw.readableAborted) return handle(error, request, reply);
    reply.hijack();
    reply.raw.destroy();
    logger.debug(
      `${request.method} ${request.originalUrl.split('?', 1)[0]}: the client left before the body was complete`,
    );
    return undefined;
  };
}
