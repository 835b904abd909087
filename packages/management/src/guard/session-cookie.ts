import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserCookie } from './browser-cookie.js';

const cookie = new BrowserCookie('lading');

/** The secret of the session in a request, if it has one. */
export function sessionSecretOf(request: FastifyRequest, publicUrl: URL | undefined): string | undefined {
  return cookie.read(request, publicUrl);
}

export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, publicUrl }: { readonly secret: string; readonly publicUrl: URL | undefined },
): void {
  cookie.set(request, reply, { value: secret, publicUrl });
}

export function removeSessionCookie(request: FastifyRequest, reply: FastifyReply, publicUrl: URL | undefined): void {
  cookie.remove(request, reply, publicUrl);
}
