import { ClientError } from '../error/client-error.js';
import { ConnectionError } from '../error/connection-error.js';
import { Answer } from './answer.js';
import { type OutgoingBody, openBody, type RequestBody } from './request-body.js';
import { StallClock } from './stall-clock.js';

export type Fetch = typeof globalThis.fetch;

/** One request, as it goes over the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly timeoutMilliseconds: number;
}

/**
 * Sends one request and gives the answer as it is: redirects are not followed, and no status is an error.
 * @throws ConnectionError, TimeoutError, or whatever the body's source threw
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
      throw new ClientError('protocol', 'this fetch hides redirects, which must be checked', { method, url });
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
 * Bodies are refused in any packing but their own: digests are of the bytes as they are stored (D5). `Content-Length` is
 * given where the size is known, since stores behind registries ask for it.
 */
function requestInit(request: HttpRequest, body: OutgoingBody | undefined, signal: AbortSignal): RequestInit {
  const { method, headers } = request;
  const size = request.body?.size;
  const init: RequestInit = {
    method,
    redirect: 'manual',
    signal,
    headers: { 'accept-encoding': 'identity', ...headers },
  };
  if (body === undefined) return init;
  const sized = size === undefined ? init.headers : { ...init.headers, 'content-length': String(size) };
  return { ...init, headers: sized, body: body.stream, duplex: 'half' } as RequestInit;
}
