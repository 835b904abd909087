import type { FastifyReply } from 'fastify';

/** The URL of such an answer may have a code of the provider, which nobody else may learn. */
export function setLoginHeaders(reply: FastifyReply): void {
  reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
}
