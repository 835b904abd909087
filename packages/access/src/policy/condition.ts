import { BlockList, isIP } from 'node:net';
import type { AccessRule } from '@lading/core';

/** The circumstances of a question. */
export interface Circumstances {
  /** The IP address of the client. */
  readonly address: string;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/**
 * Returns a function that tests whether a rule holds. If an address is not an IP address, a rule that denies holds, and a rule
 * that allows does not.
 */
export function compileCondition({ effect, when }: AccessRule): (circumstances: Circumstances) => boolean {
  if (when === undefined) return () => true;
  const isFrom = when.addresses === undefined ? () => true : compileAddresses(when.addresses, effect === 'deny');
  const [from, to] = [when.notBefore?.getTime() ?? -Infinity, when.notAfter?.getTime() ?? Infinity];
  return ({ address, now }) => from <= now && now <= to && isFrom(address);
}

function compileAddresses(addresses: readonly string[], ifUnknown: boolean): (address: string) => boolean {
  const list = new BlockList();
  const areKnown = addresses.map((address) => addAddress(list, address)).every(Boolean);
  const isFrom = (address: string) => {
    const family = familyOf(withoutZone(address));
    if (family === undefined) return ifUnknown;
    return list.check(withoutZone(address), family) || (ifUnknown && !areKnown);
  };
  // A check takes microseconds, and the same client asks often.
  let last: { readonly address: string; readonly isFrom: boolean } | undefined;
  return (address) => {
    if (last?.address !== address) last = { address, isFrom: isFrom(address) };
    return last.isFrom;
  };
}

/** Whether the text is an IP address or a CIDR range, such as `10.0.0.0/8`. */
export function isAddressRange(text: string): boolean {
  return addAddress(new BlockList(), text);
}

/** A `BlockList` takes an address of IPv4 and the same one mapped into IPv6 (RFC 4291, section 2.5.5.2) for one address. */
function addAddress(list: BlockList, text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || more.length > 0 || address.includes('%')) return false;
  if (length === undefined) list.addAddress(address, family);
  else {
    const bits = Number(length);
    if (!/^\d{1,3}$/.test(length) || bits > (family === 'ipv4' ? 32 : 128)) return false;
    list.addSubnet(address, bits, family);
  }
  return true;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}

/** The zone of a link-local address, as in `fe80::1%eth0`, tells only by which interface it was reached. */
function withoutZone(address: string): string {
  const zone = address.indexOf('%');
  return zone === -1 ? address : address.slice(0, zone);
}
