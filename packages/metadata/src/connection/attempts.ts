import type { ConnectionOptions } from 'node:tls';
import { type DatabaseHost, formatHost } from '../database-url/hosts.js';
import type { SessionAttributes } from '../database-url/parameters.js';
import type { DatabaseUrl } from '../database-url/parse-database-url.js';

/** One way to connect. */
export interface Attempt {
  /** The server's address, as errors show it. */
  readonly address: string;
  /** The options for the driver. */
  readonly options: { readonly host: string; readonly port: number; readonly ssl: ConnectionOptions | false };
  /** The session attributes that the server must have. */
  readonly requires: Exclude<SessionAttributes, 'prefer-standby'>;
}

/** All ways to connect, in the order in which they are tried. */
export function attemptsOf({ hosts, tls, sessionAttributes }: DatabaseUrl): readonly Attempt[] {
  const attemptsWith = (requires: Attempt['requires']) =>
    hosts.flatMap((host) => choicesOf(host, tls).map((ssl) => attemptOf(host, ssl, requires)));
  return sessionAttributes === 'prefer-standby'
    ? [...attemptsWith('standby'), ...attemptsWith('any')]
    : attemptsWith(sessionAttributes);
}

/** PostgreSQL does not support TLS on a Unix socket. */
function choicesOf({ host }: DatabaseHost, tls: DatabaseUrl['tls']): DatabaseUrl['tls'] {
  return host.startsWith('/') ? [false] : tls;
}

function attemptOf(host: DatabaseHost, tls: ConnectionOptions | false, requires: Attempt['requires']): Attempt {
  const ssl = tls === false || host.name === undefined ? tls : { ...tls, servername: host.name, host: host.name };
  return { address: formatHost(host), options: { host: host.host, port: host.port, ssl }, requires };
}
