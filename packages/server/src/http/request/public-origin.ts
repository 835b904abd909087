import type { FastifyRequest } from 'fastify';

/** Returns the scheme, host and port at which the client of a request reaches the registry, if they are known. */
export type PublicOrigin = (request: Pick<FastifyRequest, 'host' | 'protocol'>) => string | undefined;

const host = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/**
 * Reads the option `publicUrl`.
 * @throws TypeError
 */
export function parsePublicUrl(publicUrl: string | undefined, basePath: string): PublicOrigin | undefined {
  if (publicUrl === undefined) return undefined;
  if (publicUrl === 'auto') return originOf;
  const origin = isPublicUrl(publicUrl, basePath) ? new URL(publicUrl).origin : undefined;
  if (origin !== undefined) return () => origin;
  throw new TypeError(
    `publicUrl must be 'auto', or a URL such as https://registry.example.com with no path but basePath`,
  );
}

/** Whether this is an HTTP or HTTPS URL without credentials, query, fragment, or a path other than the base path. */
export function isPublicUrl(text: string, basePath: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, username, password, search, hash } = new URL(text);
  const isPlain = /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
  return isPlain && ['', basePath].includes(pathname.replace(/\/$/, ''));
}

/** Reads `Host` or, from a trusted proxy, `X-Forwarded-Host` and `X-Forwarded-Proto`. */
function originOf(request: Pick<FastifyRequest, 'host' | 'protocol'>): string | undefined {
  const isUsable = host.test(request.host) && /^https?$/.test(request.protocol);
  return isUsable ? `${request.protocol}://${request.host}` : undefined;
}
