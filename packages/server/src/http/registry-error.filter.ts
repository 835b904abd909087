import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorResponse, toRegistryError } from './error-response.js';
import { writeResponse } from './write-response.js';

/** Answers whatever a registry's controller or guard throws as the error body of the specification (ERR-02). */
@Catch()
export class RegistryErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Registry');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toRegistryError(thrown);
    const cause = error.cause ?? error;
    if (error.status >= 500 && !isDisconnect(cause)) this.log(cause, reply);
    writeResponse(reply, errorResponse(error));
  }

  /** Without the query: an embedding application may take credentials there. */
  private log(cause: unknown, { request }: FastifyReply): void {
    const path = request.originalUrl.split('?', 1)[0]?.slice(0, 512);
    const what = `${request.method} ${path} (request ${request.id})`;
    if (cause instanceof Error) this.logger.error(`${what}: ${cause.message}`, cause.stack);
    else this.logger.error(`${what}: ${String(cause)}`);
  }
}

/** What a store says when its work was called off because the client has left. */
function isDisconnect(cause: unknown): boolean {
  return (cause as { readonly name?: unknown }).name === 'AbortError';
}
