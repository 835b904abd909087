import type { Fetch } from '@lading/client';
import type { RegistryOptions } from '../session/common-options.js';
import { largeFetch } from './large/large-fetch.js';
import { nodeFetch } from './node-fetch.js';
import { secureOptions } from './secure-options.js';

type TransportOptions = Pick<RegistryOptions, 'insecure' | 'caFile' | 'debug'>;

const proxyVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** Node's own HTTP client, and our own for large bodies; where there are proxies, one that knows them. */
export async function chooseFetch(options: TransportOptions, environment = process.env): Promise<Fetch> {
  const secure = await secureOptions(options);
  const hasProxy = proxyVariables.some((name) => environment[name]);
  const fetch = hasProxy
    ? (await import('./proxied-fetch.js')).proxiedFetch(secure, environment)
    : largeFetch(secure, nodeFetch(secure));
  return options.debug === true ? (await import('./traced-fetch.js')).tracedFetch(fetch) : fetch;
}
