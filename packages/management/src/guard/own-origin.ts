import type { FastifyRequest } from 'fastify';
import { isLoopback, publicOriginOf } from './public-origin.js';

/** Whether browsers reach the registry by an encrypted connection. Only on loopback is it assumed that they may not. */
export function isSecure(request: FastifyRequest, publicUrl: URL | undefined): boolean {
  if (publicUrl !== undefined) return publicUrl.protocol === 'https:' || !isLoopback(publicUrl.host);
  return request.protocol === 'https' || !isLoopback(request.headers.host ?? '');
}

/** Whether a browser sends the request for a page of the registry itself; `undefined` if no browser says so. */
export function isFromOwnOrigin(request: FastifyRequest, publicUrl: URL | undefined): boolean | undefined {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (origin !== undefined) return isOwn(origin, request, publicUrl) && (site ?? 'same-origin') === 'same-origin';
  return site === undefined ? undefined : site === 'same-origin';
}

function isOwn(origin: string, request: FastifyRequest, publicUrl: URL | undefined): boolean {
  if (publicUrl !== undefined) return origin === publicOriginOf(request, publicUrl);
  // Behind a proxy that ends TLS, the request itself is not encrypted.
  return origin === `https://${request.headers.host}` || origin === `http://${request.headers.host}`;
}
