import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The ranges of private networks (RFC 1918, RFC 4193), of carrier-grade NAT (RFC 6598), and of this machine. */
export const privateRanges: readonly string[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8'],
  ...['fc00::/7', '::1'],
];

/** An IP address, or a range of them. */
export interface AddressRange {
  /** Whether it is one address. */
  readonly isSingle: boolean;
  includes(address: string): boolean;
}

/**
 * Reads an IP address or a range such as `10.0.0.0/8`.
 * @throws TypeError if it is neither
 */
export function parseAddressRange(text: string): AddressRange {
  const [address = '', length, ...rest] = text.split('/');
  const version = isIP(address);
  const bits = length === undefined ? widthOf(version) : Number(length);
  const isLength = length === undefined || /^\d{1,3}$/.test(length);
  if (version === 0 || address.includes('%') || !isLength || bits > widthOf(version) || rest.length > 0)
    throw new TypeError(`${JSON.stringify(text)} is neither an IP address nor a range such as 10.0.0.0/8`);
  const network = ipaddr.parse(address);
  return {
    isSingle: bits === widthOf(version),
    includes: (other) => {
      const parsed = ipaddr.parse(other);
      return parsed.kind() === network.kind() && parsed.match(network, bits);
    },
  };
}

function widthOf(version: number): number {
  return version === 4 ? 32 : 128;
}
