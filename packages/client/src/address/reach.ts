import { BlockList, isIP } from 'node:net';

/** How private the network of an address is. A name is public: it is not resolved. */
export type Reach = 'public' | 'private' | 'loopback' | 'never';

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

export function reachOf({ hostname }: URL): Reach {
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

/** The IPv4 address in an IPv6 address: `::ffff:7f00:1` is 127.0.0.1. IPv6 hosts reach IPv4 hosts through 64:ff9b::/96. */
function mappedIpv4(name: string): string | undefined {
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})$/.exec(name) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}
