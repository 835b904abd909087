import type { Configuration } from '../configuration/configuration-schema.js';
import { addressOf } from '../configuration/registry-address.js';

/** Where clients get tokens, and the names in them. */
export interface TokenEndpoint {
  /** The URL of the token service. */
  readonly realm: string;
  /** The URL for each loopback name, for clients that call the registry by it. The keys have a name and a port. */
  readonly otherRealms: ReadonlyMap<string, string>;
  /** The name of the registry: its host for clients. */
  readonly service: string;
  readonly issuer: string;
}

type Addressed = Pick<Configuration, 'publicUrl' | 'host' | 'port' | 'tlsCertificate' | 'basePath'>;

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The token endpoint at the public URL or, without one, at the address that the registry listens on. A client chooses `Host`, so
 * `Host` selects only among the loopback names of a registry on the loopback address: all of them are this machine.
 */
export function tokenEndpointOf(configuration: Addressed): TokenEndpoint {
  const { basePath } = configuration;
  const url = publicUrlOf(configuration);
  const realmAt = ({ origin }: URL) => `${origin}${basePath}/v2/token`;
  const otherNames = loopbackNames.includes(url.hostname) ? loopbackNames.map((name) => renamed(url, name)) : [];
  return {
    realm: realmAt(url),
    otherRealms: new Map(otherNames.map((other) => [other.host, realmAt(other)])),
    service: url.host,
    issuer: `${url.origin}${basePath}`,
  };
}

/** The public URL or, without one, the address that the registry listens on. */
export function publicUrlOf(configuration: Addressed): URL {
  const { publicUrl, port } = configuration;
  const isNamed = publicUrl !== undefined && publicUrl !== 'auto';
  return isNamed ? new URL(publicUrl) : addressOf(configuration, port);
}

function renamed(url: URL, hostname: string): URL {
  const other = new URL(url);
  other.hostname = hostname;
  return other;
}
