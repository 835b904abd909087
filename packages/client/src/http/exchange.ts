import { ClientError } from '../error/client-error.js';
import { ConnectionError } from '../error/connection-error.js';
import { Answer } from './answer.js';
import type { Fetch, FetchInit } from './fetch.js';
import { type OutgoingBody, openBody, type RequestBody } from './request-body.js';
import { StallClock } from './stall-clock.js';

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  readonly isLarge?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly timeoutMilliseconds: number;
}

/**
 * Sends one request. It does not follow redirects, and no status is an error.
 * @throws ConnectionError, TimeoutError, or the error of the body's source
 */
export async function exchange(request: HttpRequest, options: ExchangeOptions): Promise<Answer> {
  const { method, url } = request;
  request.signal?.throwIfAborted();
  const clock = new StallClock(options.timeoutMilliseconds, request.signal, { method, url });
  const body = request.body === undefined ? undefined : openBody(request.body, clock);
  try {
    const response = await options.fetch(url.href, requestInit(request, body, clock.signal));
    body?.stop();
    clock.pause();
    if (response.type === 'opaqueredirect')
      throw new ClientError('protocol', 'this fetch hides redirects, which the client must check', { method, url });
    return new Answer(response, method, url, clock);
  } catch (error) {
    clock.stop();
    body?.stop();
    if (body?.failure !== undefined) throw body.failure.error;
    if (clock.reason !== undefined) throw clock.reason;
    throw error instanceof ClientError ? error : new ConnectionError(error, { method, url });
  }
}

/**
 * Refuses content codings, because digests are those of the stored bytes. Sends `Content-Length` if the size is known, because
 * some stores behind registries require it.
 */
function requestInit(request: HttpRequest, body: OutgoingBody | undefined, signal: AbortSignal): FetchInit {
  const { method, headers, isLarge = false } = request;
  const size = request.body?.size;
  const all = { 'accept-encoding': 'identity', ...headers };
  const init = { method, redirect: 'manual', signal, headers: all, isLarge } as const;
  if (body === undefined) return init;
  const sized = size === undefined ? init.headers : { ...init.headers, 'content-length': String(size) };
  return { ...init, headers: sized, body: body.content, duplex: 'half' };
}
