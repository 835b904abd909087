import type { FastifyRequest } from 'fastify';

/** The names of this machine, with or without a port. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** Whether the host of a URL or of a request is this machine. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/**
 * The origin under which the client of a request reaches the registry: that of the public URL. A client chooses `Host`, so `Host`
 * counts only if there is no public URL, or to tell the names of this machine from each other.
 */
export function publicOriginOf(request: FastifyRequest, publicUrl: URL | undefined): string {
  const { host } = request.headers;
  if (publicUrl === undefined) return `${request.protocol}://${host}`;
  const isThisMachine = isLoopback(publicUrl.host) && host !== undefined && isLoopback(host);
  return isThisMachine ? `${publicUrl.protocol}//${host}` : publicUrl.origin;
}
