import { ClientError } from '../error/client-error.js';
import { type AddressRules, parsePeerUrl } from './address-rules.js';
import type { Answer } from './answer.js';
import type { HttpRequest } from './exchange.js';

const hops = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Only these tell that the same method and body are to be sent again. */
const keepsMethod = new Set([307, 308]);

/** Fields that only the registry itself may see. */
const forRegistryOnly = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * Sends a request and follows redirects by hand, since each must be checked and no credentials may leave the registry's
 * origin: not even for another port of the same host (HTTP-02 to HTTP-04).
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
    if (hop >= hops) throw refuse('redirected too often', current);
    current = redirected(current, answer.status, parsePeerUrl(location, current.url, rules));
  }
}

function redirected(request: HttpRequest, status: number, url: URL): HttpRequest {
  const { method, body, headers } = request;
  if (method !== 'GET' && method !== 'HEAD' && !keepsMethod.has(status))
    throw refuse(`redirected with ${status}, which does not say what becomes of the ${method}`, request);
  if (body?.isRepeatable === false) throw refuse('redirected, and the body can not be sent again', request);
  return { ...request, url, headers: url.origin === request.url.origin ? headers : publicHeaders(headers) };
}

/** Once dropped they stay dropped, also on a way back. */
function publicHeaders(headers: HttpRequest['headers']): HttpRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !forRegistryOnly.has(name)));
}

function refuse(message: string, { method, url }: HttpRequest): ClientError {
  return new ClientError('protocol', message, { method, url });
}
