import type { FastifyReply } from 'fastify';
import type { PageAnswer } from './page-answer.js';

/**
 * What a browser may do with a page. There are no scripts, and nothing comes from elsewhere. The referrer goes to our own pages
 * only. Without it, browsers would send `Origin: null` with our own forms (Fetch Standard, "`Origin` header").
 */
const pageHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** Sets the status and the header fields of a page, and returns its body. */
export function preparePage(reply: FastifyReply, { status, headers, body }: PageAnswer): string {
  reply.status(status).headers({ ...pageHeaders, ...headers });
  return body;
}
