import { ClientError } from '../error/client-error.js';
import { ConnectionError } from '../error/connection-error.js';
import { Answer } from './answer.js';
import type { Content } from './content.js';
import { type OutgoingBody, openBody, type RequestBody } from './request-body.js';
import { StallClock } from './stall-clock.js';

/** What is asked of a fetch, and nothing else of what fetch can do. */
export interface FetchInit {
  readonly method: string;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly headers: Record<string, string>;
  readonly body?: Content;
  readonly duplex?: 'half';
  /** Whether the body of the answer may be large, as blobs are. Nothing else depends on it. */
  readonly isLarge?: boolean;
}

/** The fields of an answer. Several of one name are read as one, with commas between. */
export type ResponseHeaders = Pick<Headers, 'get' | 'has'>;

/** What is read of its answer. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly type?: string;
  /** Read once; or cancelled, where nothing of it was read. */
  readonly body: (Content & { cancel(): Promise<void> }) | null;
}

/** The built-in fetch, or anything that does this part of its work. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchedResponse>;

/** One request, as it goes over the wire. */
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
 * Bodies are refused in any packing but their own: digests are of the bytes as they are stored. `Content-Length` is
 * given where the size is known, since stores behind registries ask for it.
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
