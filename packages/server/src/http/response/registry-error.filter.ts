import type { RegistryError } from '@lading/core';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errorStatusOf } from '../error/error-status.js';
import type { OciResponse } from '../response/oci-response.js';
import { writeResponse } from '../response/write-response.js';
import { errorResponse, toRegistryError } from './error-response.js';

/** Answers every error of the registry's controllers and guards with the error body of the specification (ERR-02). */
@Catch()
export class RegistryErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Registry');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toRegistryError(thrown);
    if (errorStatusOf(error).status >= 500) this.log(error, reply);
    writeResponse(reply, this.responseTo(error));
  }

  protected responseTo(error: RegistryError): OciResponse {
    return errorResponse(error);
  }

  private log(error: RegistryError, reply: FastifyReply): void {
    const what = describe(reply);
    const cause = error.cause ?? error;
    if (isDisconnect(cause)) return;
    // A limit that a client reaches is not a fault of the registry.
    if (error.code === 'TOOMANYREQUESTS') this.logger.warn(`${what}: ${error.message}`);
    else if (cause instanceof Error) this.logger.error(`${what}: ${cause.message}`, cause.stack);
    else this.logger.error(`${what}: ${String(cause)}`);
  }
}

/** Leaves out the query, because it may have credentials of the application. */
function describe({ request }: FastifyReply): string {
  const path = request.originalUrl.split('?', 1)[0]?.slice(0, 512);
  return `${request.method} ${path} (request ${request.id})`;
}

/** Whether a store gave up because the client has left. */
function isDisconnect(cause: unknown): boolean {
  return (cause as { readonly name?: unknown }).name === 'AbortError';
}
