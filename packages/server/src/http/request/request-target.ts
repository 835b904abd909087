import type { IncomingMessage } from 'node:http';
import { HttpError } from '../error/http-error.js';

const absoluteForm = /^https?:\/\/(?:[^/?#@]*@)?([^/?#@,\\:][^/?#@,\\]*)([/?].*)?$/is;

/** What Fastify remembers of a request: its target before a rewrite. */
type Rewritable = IncomingMessage & { originalUrl?: string };

/**
 * Turns a whole URL as the request target into its path, and takes its authority as the host instead of the `Host` field
 * (RFC 9112 §3.2.2). Credentials in the URL are ignored.
 * @throws HttpError 400 for any other target that is not a path
 */
export function useOriginForm(request: Rewritable): void {
  const { url = '' } = request;
  if (url.startsWith('/') || isForWholeServer(request)) return;
  const [, authority, path = ''] = absoluteForm.exec(url) ?? [];
  if (authority === undefined)
    throw new HttpError(400, 'UNSUPPORTED', 'the request target must be a path or an HTTP URL');
  request.headers.host = authority;
  request.url = path.startsWith('/') ? path : `/${path}`;
  request.originalUrl = request.url;
}

/** `OPTIONS *` is about the server, not about a resource (RFC 9110 §9.3.7). */
export function isForWholeServer({ method, url }: IncomingMessage): boolean {
  return url === '*' && method === 'OPTIONS';
}
