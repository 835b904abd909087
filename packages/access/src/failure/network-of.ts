import { isIPv4, isIPv6 } from 'node:net';

/**
 * The part of an IP address that one client cannot change at will: all of an IPv4 address, the first 64 bits of an IPv6 address
 * (RFC 6177 lets a site have at least that much).
 */
export function networkOf(address: string): string {
  return prefixOf(address, 4);
}

/**
 * The part of an IP address that one home or company cannot change at will: all of an IPv4 address, the first 48 bits of an IPv6
 * address. Many of them have a /56 or a /48 (RFC 6177), which is hundreds of networks.
 */
export function siteOf(address: string): string {
  return prefixOf(address, 3);
}

/** @param length of a prefix of an IPv6 address, in groups of 16 bits */
function prefixOf(address: string, length: number): string {
  const [plain = ''] = address.split('%');
  if (isIPv4(plain) || !isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  const prefix = groups.slice(0, length).map((group) => group.toString(16));
  return `${prefix.join(':')}::/${length * 16}`;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The parser of URLs writes every address in the same way, without dots.
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = '', right] = written.split('::');
  const parse = (part: string) =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const [first, last] = [parse(left), parse(right ?? '')];
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
}
