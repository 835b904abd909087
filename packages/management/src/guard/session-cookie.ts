import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure } from './own-origin.js';

/** A browser accepts a name with this prefix only from an encrypted connection, for this host alone (RFC 6265bis). */
const secureName = '__Host-lading';
/** For a registry on loopback without TLS. */
const plainName = 'lading';

/** The secret of the session in a request, if it has one. */
export function sessionSecretOf(request: FastifyRequest, publicUrl: URL | undefined): string | undefined {
  const name = isSecure(request, publicUrl) ? secureName : plainName;
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2).map((part) => part.trim());
    if (key === name && value) return value;
  }
  return undefined;
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, { secret, publicUrl }: NewCookie): void {
  reply.header('Set-Cookie', cookieOf(request, publicUrl, secret));
}

export function removeSessionCookie(request: FastifyRequest, reply: FastifyReply, publicUrl: URL | undefined): void {
  reply.header('Set-Cookie', `${cookieOf(request, publicUrl, '')}; Max-Age=0`);
}

interface NewCookie {
  readonly secret: string;
  readonly publicUrl: URL | undefined;
}

function cookieOf(request: FastifyRequest, publicUrl: URL | undefined, value: string): string {
  const rest = `=${value}; Path=/; HttpOnly; SameSite=Lax`;
  return isSecure(request, publicUrl) ? `${secureName}${rest}; Secure` : `${plainName}${rest}`;
}
