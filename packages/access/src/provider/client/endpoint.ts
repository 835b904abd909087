import { isLoopbackHttp } from '../../key-set/key-url.js';

/**
 * Whether a browser or the registry may go to an endpoint that the metadata of a provider names: by https, or by http if the issuer
 * itself is an http URL of this machine.
 */
export function isEndpoint(url: string | undefined, issuer: string): url is string {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHttp(issuer));
}
