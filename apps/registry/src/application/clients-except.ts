import { BlockList, isIP } from 'node:net';
import type { RequestClient } from '@lading/core';

/** Tells the clients whose addresses lie in one of these ranges from all others. */
export function clientsExcept(ranges: readonly string[]): (client: RequestClient) => boolean {
  if (ranges.length === 0) return () => true;
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return ({ address }) => isIP(address) === 0 || !list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
