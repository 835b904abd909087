import { isIP } from 'node:net';
import { type MatchHost, parseHosts } from './host-pattern.js';

/**
 * A proxy that opens connections by CONNECT (RFC 9110 §9.3.6). It looks up names itself, so it decides which addresses requests
 * may reach.
 */
export interface EgressProxy {
  /** `http://host:port` or `https://host:port`, with a user and a password if the proxy asks for them. */
  readonly url: string;
  /** Hosts that are asked without the proxy, in the forms of `EgressOptions.hosts`. */
  readonly directHosts?: readonly string[] | undefined;
}

/** A proxy whose settings were checked. */
export interface ParsedProxy {
  readonly url: URL;
  /** Whether a request does not use the proxy. */
  readonly isDirect: MatchHost;
}

/**
 * Reads the settings of a proxy. The error has no part of the URL, which may contain a password.
 * @throws TypeError
 */
export function parseProxy({ url: text, directHosts = [] }: EgressProxy): ParsedProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !isOrigin(url))
    throw new TypeError('the URL of a proxy must look like http://proxy.example.com:3128, with http or https');
  const isNamed = parseHosts(directHosts);
  return { url, isDirect: (asked) => !isPublicName(asked.hostname) || isNamed(asked) };
}

function isOrigin({ pathname, search, hash }: URL): boolean {
  return pathname === '/' && search === '' && hash === '';
}

/**
 * Whether the proxy looks up the host. An IP address needs no lookup, so it is checked here. A name without a dot is a local
 * name.
 */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$|\.$/g, '');
  return isIP(name) === 0 && name.includes('.') && !name.endsWith('.localhost');
}
