import type { Egress } from './egress.js';
import type { EgressRequest } from './egress-request.js';

/** The part of the second parameter of `fetch` that is used. */
export interface EgressFetchInit {
  readonly method?: string | undefined;
  readonly headers?: ConstructorParameters<typeof Headers>[0] | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

export type EgressFetch = (url: string | URL, init?: EgressFetchInit) => Promise<Response>;

/** Statuses whose answers have no body (Fetch Standard, "null body status"). */
const withoutBody: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * Makes a `fetch` for libraries that take one. It sends GET and POST requests with a text or a form as the body, and reads whole
 * answers. It throws the errors of `egress.request`, also for a redirect unless the limits allow redirects.
 */
export function fetchBy(
  egress: Pick<Egress, 'request'>,
  limits: Pick<EgressRequest, 'timeoutSeconds' | 'maximumBytes' | 'maximumRedirects'> = {},
): EgressFetch {
  return async (url, { method = 'GET', headers, body, signal } = {}) => {
    if (method !== 'GET' && method !== 'POST') throw new TypeError(`the method must be GET or POST, not ${method}`);
    const fields = new Headers(headers);
    if (body instanceof URLSearchParams && !fields.has('content-type'))
      fields.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    const answer = await egress.request(String(url), {
      ...limits,
      method,
      headers: Object.fromEntries(fields),
      body: textOf(body),
      signal: signal ?? undefined,
    });
    const content = withoutBody.has(answer.status) ? null : new Uint8Array(answer.body);
    return new Response(content, { status: answer.status, headers: decoded(answer.headers) });
  };
}

/** @throws TypeError if the body is of another kind */
function textOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new TypeError('the body must be text or a form');
}

/** Removes the fields that are wrong for a decoded body. */
function decoded(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-encoding': _, 'content-length': __, 'transfer-encoding': ___, ...rest } = headers;
  return rest;
}
