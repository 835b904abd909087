import { BlockList, isIP } from 'node:net';
import { ClientError, type ClientErrorKind } from '../error/client-error.js';

/** How far from the open network an address is. A name is public: what it resolves to is not looked up. */
type Reach = 'public' | 'private' | 'loopback' | 'never';

const depth: Readonly<Record<Reach, number>> = { public: 0, private: 1, loopback: 2, never: 3 };

const privateAddresses = blockList([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
]);
const loopbackAddresses = blockList([
  ['127.0.0.0', 8],
  ['::1', 128],
]);
/** Unspecified, link-local (where clouds keep their metadata services), multicast and reserved. */
const neverAddresses = blockList([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
]);

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, familyOf(address));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** Whether a host is this machine itself. */
export function isLoopback(url: URL): boolean {
  return reachOf(url) === 'loopback';
}

function reachOf({ hostname }: URL): Reach {
  const name = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  const address = mappedIpv4(name) ?? name;
  if (isIP(address) === 0) return 'public';
  const family = familyOf(address);
  if (neverAddresses.check(address, family)) return 'never';
  if (loopbackAddresses.check(address, family)) return 'loopback';
  return privateAddresses.check(address, family) ? 'private' : 'public';
}

/** `::ffff:7f00:1` is 127.0.0.1; the same holds for 64:ff9b::/96, by which IPv6 hosts reach IPv4 ones. */
function mappedIpv4(name: string): string | undefined {
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})$/.exec(name) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}

/**
 * Registries behind a proxy that terminates TLS, such as Distribution, often write their own URLs with `http:` and without
 * the port. An `http:` URL with the registry's host name therefore means the registry.
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
  /** The registry that the caller named. What it names is held to no wider reach than its own. */
  readonly registry: URL;
  /** Whether addresses in private networks may be followed all the same. */
  readonly allowPrivateAddresses: boolean;
}

/**
 * Reads an address that a registry gave - a redirect, a session, a page, a realm - and refuses what could make this client
 * speak where the caller would not: another scheme, plain HTTP after TLS, this machine or its network.
 * @throws ClientError `unsafe-address`, `private-address`
 */
export function parsePeerUrl(text: string, base: URL, rules: AddressRules): URL {
  const url = URL.canParse(text, base.href) ? new URL(text, base) : undefined;
  const refuse = (why: string, kind: ClientErrorKind = 'unsafe-address') =>
    new ClientError(kind, `the registry names an address that ${why}`, { url: url ?? base });
  if (url === undefined || hasControls(text)) throw refuse('is malformed');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('is not one of HTTP');
  if (url.username !== '' || url.password !== '') throw refuse('carries credentials');
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
 * Reads the realm of a challenge. It is a whole address: one that is not would be taken for a part of the registry itself.
 * @throws ClientError `unsafe-address`
 */
export function parseRealm(text: string, base: URL, rules: AddressRules): URL {
  if (!URL.canParse(text))
    throw new ClientError('unsafe-address', 'the registry asks for a token and names no whole address to get it from', {
      url: base,
    });
  return parsePeerUrl(text, base, rules);
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
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
