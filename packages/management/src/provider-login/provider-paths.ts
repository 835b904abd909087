import type { FastifyRequest } from 'fastify';
import { publicOriginOf } from '../guard/public-origin.js';
import { pathOf } from '../pages/page-request.js';

/** The path at which a sign-in begins, without a slash at the beginning. */
export const providerPath = 'login/oidc';

/** The URL at which a sign-in begins. */
export function startUrlOf(request: FastifyRequest, publicUrl: URL | undefined, provider: string): string {
  return `${publicOriginOf(request, publicUrl)}/${providerPath}/${provider}`;
}

/** The path of another page, from the path of a request below `login/oidc`. A proxy may add a prefix to both. */
export function pageBeside(request: FastifyRequest, name: string): string {
  const path = pathOf(request);
  return `${path.slice(0, Math.max(path.lastIndexOf(`/${providerPath}/`), 0))}/${name}`;
}
