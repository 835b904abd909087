import { type AddressRules, parsePeerUrl } from '../address/peer-url.js';
import { ClientError } from '../error/client-error.js';
import type { Answer } from './answer.js';
import type { HttpRequest } from './exchange.js';

const hops = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Only these statuses keep the method and the body. */
const keepsMethod = new Set([307, 308]);

/** Fields that are sent to the registry only. */
const forRegistryOnly = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * Sends a request and follows its redirects. Each address is checked first. Credentials do not leave the registry's origin, not
 * even for another port of the same host (HTTP-02 to HTTP-04).
 */
export async function followRedirects(
  request: HttpRequest,
  rules: AddressRules,
  send: (request: HttpRequest) => Promise<Answer>,
): Promise<Answer> {
  let current = request;
  for (let hop = 0; ; hop += 1) {
    const answer = await send(current);
    const location = answer.headers.get('location');
    if (!redirects.has(answer.status) || location === null) return answer;
    await answer.discard();
    if (hop >= hops) throw refuse(`redirected more than ${hops} times`, current);
    current = redirected(current, answer.status, parsePeerUrl(location, current.url, rules));
  }
}

function redirected(request: HttpRequest, status: number, url: URL): HttpRequest {
  const { method, body, headers } = request;
  if (method !== 'GET' && method !== 'HEAD' && !keepsMethod.has(status))
    throw refuse(`redirected with ${status}, which does not keep the method ${method}`, request);
  if (body?.isRepeatable === false) throw refuse('redirected, but the body cannot be sent again', request);
  return { ...request, url, headers: url.origin === request.url.origin ? headers : publicHeaders(headers) };
}

/** A later redirect back to the registry does not bring the removed fields back. */
function publicHeaders(headers: HttpRequest['headers']): HttpRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !forRegistryOnly.has(name)));
}

function refuse(message: string, { method, url }: HttpRequest): ClientError {
  return new ClientError('protocol', message, { method, url });
}
