import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../problem/problem-of.js';
import { OAuthError, type OAuthErrorCode } from './oauth-error.js';

/** Answers with errors of OAuth 2, and logs unexpected errors. */
@Catch()
export class OAuthErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('ManagementModule');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { id: requestId } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { code, status, message, retryAfterSeconds } = oauthErrorOf(error);
    if (status >= 500) this.logger.error({ message: 'a request failed', requestId, error });
    if (retryAfterSeconds !== undefined) reply.header('Retry-After', Math.ceil(retryAfterSeconds));
    reply.status(status).header('Cache-Control', 'no-store').send({ error: code, error_description: message });
  }
}

/** The answer to an error. It reveals nothing about an unexpected error. */
function oauthErrorOf(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  const { status, message, retryAfterSeconds } = problemOf(error);
  return new OAuthError(codeOf(status), message, { status, retryAfterSeconds });
}

function codeOf(status: number): OAuthErrorCode {
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
