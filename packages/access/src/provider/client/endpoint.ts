import { isLoopbackHttp } from '../../key-set/key-url.js';

/**
 * Whether an endpoint in the metadata of a provider may be used. It must be an https URL, or an http URL if the issuer is an http
 * URL of this machine.
 */
export function isEndpoint(url: string | undefined, issuer: string): url is string {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHttp(issuer));
}
