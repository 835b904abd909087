import type { Readable } from 'node:stream';
import type { Fetch, FetchedResponse } from '@lading/client';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { fieldsOf } from './response-fields.js';
import type { SecureOptions } from './secure-options.js';

/** A fetch with undici, which supports the proxies in the environment. Node's client does not. */
export function proxiedFetch(secure: SecureOptions, environment: NodeJS.ProcessEnv): Fetch {
  const dispatcher = new EnvHttpProxyAgent({
    connect: { ...secure },
    requestTls: { ...secure },
    noProxy: withoutProxy(environment),
    // The client has its own time limit.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return async (url, { method, headers, body, signal }) => {
    const answer = await request(url, {
      dispatcher,
      method: method as Dispatcher.HttpMethod,
      headers,
      signal,
      // undici accepts any async iterable, but its types do not.
      body: (body ?? null) as Readable | null,
    });
    return { status: answer.statusCode, headers: fieldsOf(answer.headers), body: bodyOf(answer.body) };
  };
}

/** Adds this machine, which needs no proxy. */
function withoutProxy(environment: NodeJS.ProcessEnv): string {
  return [environment.no_proxy ?? environment.NO_PROXY, 'localhost', '127.0.0.1', '[::1]'].filter(Boolean).join(',');
}

function bodyOf(body: Dispatcher.ResponseData['body']): FetchedResponse['body'] {
  return {
    [Symbol.asyncIterator]: () => body[Symbol.asyncIterator](),
    cancel: async () => void body.on('error', () => undefined).destroy(),
  };
}
