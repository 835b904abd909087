import { ClientError } from '../error/client-error.js';
import { defaultRegistry, parseRegistryHost } from '../reference/image-reference.js';
import { isLoopback } from './reach.js';

/** The address of a registry, and the name under which its credentials are kept. */
export interface RegistryAddress {
  /** Ends with a slash; `/v2/` follows. */
  readonly url: URL;
  readonly host: string;
}

/** The API of Docker Hub is at another host than the one in references. */
const hubApi = 'https://registry-1.docker.io/';

/**
 * Finds a registry by its host or its URL. A host without a scheme means TLS, unless it is this machine or `plainHttp` is set.
 * A URL may have a path before `/v2/`.
 * @throws ClientError `content` or RegistryError `NAME_INVALID` if it is neither
 */
export function registryAddress(registry: string | URL, plainHttp = false): RegistryAddress {
  if (typeof registry === 'string' && !registry.includes('://')) return addressOfHost(registry, plainHttp);
  const url = parseBase(registry);
  const host = parseRegistryHost(url.host);
  return host === defaultRegistry ? { url: new URL(hubApi), host } : { url, host };
}

function addressOfHost(text: string, plainHttp: boolean): RegistryAddress {
  const host = parseRegistryHost(text);
  if (host === defaultRegistry) return { url: new URL(hubApi), host };
  const open = new URL(`http://${host}/`);
  return { url: plainHttp || isLoopback(open) ? open : new URL(`https://${host}/`), host };
}

function parseBase(registry: string | URL): URL {
  const url = URL.canParse(String(registry)) ? new URL(registry) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== ''
  )
    throw new ClientError('content', 'a registry is a host, or an http or https URL without user, password and query');
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
