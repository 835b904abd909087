import type { FastifyRequest } from 'fastify';

/** The names of this machine, with or without a port. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** Whether the host of a URL or of a request is this machine. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/**
 * The origin at which the client of a request reaches the registry: the origin of the public URL. A client can send any `Host`,
 * so `Host` counts only without a public URL, or to choose between the names of this machine.
 */
export function publicOriginOf(request: FastifyRequest, publicUrl: URL | undefined): string {
  const { host } = request.headers;
  if (publicUrl === undefined) return `${request.protocol}://${host}`;
  const isThisMachine = isLoopback(publicUrl.host) && host !== undefined && isLoopback(host);
  return isThisMachine ? `${publicUrl.protocol}//${host}` : publicUrl.origin;
}
