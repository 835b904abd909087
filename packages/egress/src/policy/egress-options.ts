import { checkOptions, type OptionRules } from '@lading/core';
import type { EgressProxy } from './egress-proxy.js';

/** Finds the addresses of a host name. */
export type ResolveHost = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export interface EgressOptions {
  /** The hosts that requests may go to: `host`, `host:port`, or `*.domain` for all hosts below a domain. All if absent. */
  readonly hosts?: readonly string[] | undefined;
  /** Allowed IP addresses and CIDR ranges that are not public. A range does not allow the metadata addresses of clouds in it. */
  readonly addresses?: readonly string[] | undefined;
  /** Hosts that may be asked by http, in the forms of `hosts`. */
  readonly plainHosts?: readonly string[] | undefined;
  /** Certificates of authorities in PEM form, which are trusted instead of the public ones. */
  readonly certificateAuthorities?: string | undefined;
  /** The proxy for all hosts but its `directHosts`, IP addresses and names without a dot; none if absent. */
  readonly proxy?: EgressProxy | undefined;
  /** The resolver of the system if absent. */
  readonly resolve?: ResolveHost | undefined;
}

const rules = {
  hosts: 'array?',
  addresses: 'array?',
  plainHosts: 'array?',
  certificateAuthorities: 'non-empty string?',
  proxy: { url: 'non-empty string', directHosts: 'array?' },
  resolve: 'function?',
} as const satisfies OptionRules<EgressOptions>;

/** @throws TypeError that names the option */
export function checkEgressOptions(options: EgressOptions): void {
  checkOptions('createEgress', options, rules);
}
