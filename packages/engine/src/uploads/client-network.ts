import { isIPv4, isIPv6 } from 'node:net';

const mappedIPv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The IPv4 address that a server on IPv6 sees as `::ffff:…` (RFC 4291 §2.5.5.2); any other address unchanged. */
export function withoutMapping(address: string): string {
  const mapped = mappedIPv4.exec(address)?.[1] ?? '';
  return isIPv4(mapped) ? mapped : address;
}

/**
 * The network that limits count as one client: an IPv4 address, or the /64 of an IPv6 address, since providers assign at
 * least a /64 to each customer (RFC 6177).
 */
export function networkOf(address: string): string {
  const plain = withoutMapping(address);
  return isIPv6(plain) ? `${firstGroups(plain.replace(/%.*$/, ''))}::/64` : plain;
}

/** The first four groups of an IPv6 address. `::` stands for the missing zero groups. */
function firstGroups(address: string): string {
  const [head = '', tail] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
