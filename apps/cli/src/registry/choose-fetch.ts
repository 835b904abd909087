import type { Fetch } from '@lading/client';
import { nodeFetch } from '../fetch/node-fetch.js';
import { type SecureOptions, secureOptions } from '../fetch/secure-options.js';
import type { RegistryOptions } from '../options/common-options.js';
import { largeFetch } from '../transport/large-fetch.js';

type TransportOptions = Pick<RegistryOptions, 'insecure' | 'caFile' | 'debug' | 'largeReads'>;

const proxyVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** Chooses the HTTP client: undici if the environment names a proxy; otherwise Node's, with large reads unless they are off. */
export async function chooseFetch(options: TransportOptions, environment = process.env): Promise<Fetch> {
  const secure = await secureOptions(options);
  const hasProxy = proxyVariables.some((name) => environment[name]);
  const fetch = hasProxy
    ? (await import('../fetch/proxied-fetch.js')).proxiedFetch(secure, environment)
    : directFetch(secure, options);
  return options.debug === true ? (await import('../fetch/traced-fetch.js')).tracedFetch(fetch) : fetch;
}

function directFetch(secure: SecureOptions, { largeReads = true }: TransportOptions): Fetch {
  const fetch = nodeFetch(secure);
  return largeReads ? largeFetch(secure, fetch) : fetch;
}
