import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.js';

/** Sets the header fields of a problem, and returns its body (RFC 9457). */
export function prepareProblem(reply: FastifyReply, problem: Problem, requestId: string): string {
  reply.header('Cache-Control', 'no-store').header('Content-Type', 'application/problem+json; charset=utf-8');
  if (problem.code === 'UNAUTHENTICATED') reply.header('WWW-Authenticate', 'Bearer');
  if (problem.retryAfterSeconds !== undefined) reply.header('Retry-After', Math.ceil(problem.retryAfterSeconds));
  return JSON.stringify(problem.bodyFor(requestId));
}
