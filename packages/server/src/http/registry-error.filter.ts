import type { RegistryError } from '@lading/core';
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
    if (error.status >= 500) this.log(error, reply);
    writeResponse(reply, errorResponse(error));
  }

  private log(error: RegistryError, reply: FastifyReply): void {
    const what = describe(reply);
    const cause = error.cause ?? error;
    if (isDisconnect(cause)) return;
    // The registry's own limit is no fault, and clients decide how often it is reached.
    if (error.code === 'TOOMANYREQUESTS') this.logger.warn(`${what}: ${error.message}`);
    else if (cause instanceof Error) this.logger.error(`${what}: ${cause.message}`, cause.stack);
    else this.logger.error(`${what}: ${String(cause)}`);
  }
}

/** Omits the query, in which an application may take credentials. */
function describe({ request }: FastifyReply): string {
  const path = request.originalUrl.split('?', 1)[0]?.slice(0, 512);
  return `${request.method} ${path} (request ${request.id})`;
}

/** Whether a store gave up because the client has left. */
function isDisconnect(cause: unknown): boolean {
  return (cause as { readonly name?: unknown }).name === 'AbortError';
}
