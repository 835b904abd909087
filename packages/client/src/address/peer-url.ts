import { ClientError, type ClientErrorKind } from '../error/client-error.js';
import { type Reach, reachOf } from './reach.js';

const depth: Readonly<Record<Reach, number>> = { public: 0, private: 1, loopback: 2, never: 3 };

/**
 * A registry behind a proxy that terminates TLS, such as Distribution, often writes its own URLs with `http:` and without the
 * port. An `http:` URL with the registry's host name therefore means the registry.
 */
export function asSeenThroughTls(url: URL, registry: URL): URL {
  const isOwn = registry.protocol === 'https:' && url.protocol === 'http:' && url.hostname === registry.hostname;
  if (!isOwn || (url.port !== '' && url.port !== registry.port)) return url;
  const secure = new URL(url);
  secure.protocol = 'https:';
  secure.port = registry.port;
  return secure;
}

export interface AddressRules {
  /** The registry that the caller named. An address that it gives must not lie in a more private network than its own. */
  readonly registry: URL;
  /** Whether addresses in private networks are followed in any case. */
  readonly allowPrivateAddresses: boolean;
}

/**
 * Reads an address that a registry gave: a redirect, an upload session, a page, a realm. Refuses an address that the caller
 * would not send a request to: another scheme, plain HTTP after TLS, this machine or its network.
 * @throws ClientError `unsafe-address`, `private-address`
 */
export function parsePeerUrl(text: string, base: URL, rules: AddressRules): URL {
  const url = URL.canParse(text, base.href) ? new URL(text, base) : undefined;
  const refuse = (why: string, kind: ClientErrorKind = 'unsafe-address') =>
    new ClientError(kind, `the registry names an address that ${why}`, { url: url ?? base });
  if (url === undefined || hasControls(text)) throw refuse('is malformed');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('is not an HTTP URL');
  if (url.username !== '' || url.password !== '') throw refuse('contains credentials');
  if (url.origin === rules.registry.origin) return url;
  if (url.protocol === 'http:' && rules.registry.protocol === 'https:') throw refuse('leaves TLS');
  if (!mayReach(url, rules))
    throw reachOf(url) === 'private'
      ? refuse(
          'lies in a private network that the registry is not in; allowPrivateAddresses allows it',
          'private-address',
        )
      : refuse('lies in a network that the registry is not in');
  return url;
}

/**
 * Reads the realm of a challenge. A realm must be a whole URL; a relative one would mean the registry itself.
 * @throws ClientError `unsafe-address`
 */
export function parseRealm(text: string, base: URL, rules: AddressRules): URL {
  if (!URL.canParse(text))
    throw new ClientError('unsafe-address', 'the registry asks for a token, but the realm is not a whole URL', {
      url: base,
    });
  return parsePeerUrl(text, base, rules);
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for them
  return /[\u0000-\u0020\u007f]/.test(text.trim());
}

function mayReach(url: URL, { registry, allowPrivateAddresses }: AddressRules): boolean {
  const reach = reachOf(url);
  if (reach === 'never') return false;
  return (
    depth[reach] <= depth[reachOf(registry)] ||
    (allowPrivateAddresses && reach === 'private') ||
    url.hostname === registry.hostname
  );
}
