import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The only block of public IPv6 addresses (IANA, IPv6 Global Unicast Address Assignments). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
/** Parts of this block that are not public: 6bone (RFC 3701) and documentation (RFC 9637). */
const setAside = ['3ffe::/16', '3fff::/20'].map((range) => ipaddr.IPv6.parseCIDR(range));
/** 6to4 relays (RFC 7526). */
const relays = ipaddr.IPv4.parseCIDR('192.88.99.0/24');

/**
 * Whether an IP address belongs to one host on the internet. Loopback, private, link-local, multicast, reserved and documentation
 * addresses do not. Neither do IPv6 addresses that contain an IPv4 address: mapped, NAT64, 6to4 and Teredo addresses.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed.kind() === 'ipv4') return !parsed.match(relays);
  return parsed.match(globalUnicast) && !setAside.some((range) => parsed.match(range));
}

/** Addresses at which clouds give a machine its credentials. The address of Azure is public. */
const metadataAddresses: ReadonlySet<string> = new Set([
  ...['169.254.169.254', '169.254.170.2', '169.254.170.23', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
  ...['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254'],
]);

/** Whether an address is one at which a cloud gives a machine its credentials. */
export function isMetadataAddress(address: string): boolean {
  return isIP(address) !== 0 && metadataAddresses.has(ipaddr.process(address).toString());
}
