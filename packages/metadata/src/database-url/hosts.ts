import { existsSync } from 'node:fs';
import { DatabaseUrlError } from './database-url-error.js';

/** A server, or the folder of its Unix socket. */
export interface DatabaseHost {
  /** A name or an address; a folder if it begins with `/`. */
  readonly host: string;
  readonly port: number;
  /** The name in the certificate of the server, if `host` is only its address. */
  readonly name?: string;
}

const usualPort = '5432';
const socketFolders = ['/var/run/postgresql', '/tmp'];

/**
 * The hosts in the order in which they are tried.
 * @throws DatabaseUrlError
 */
export function hostsOf(keywords: ReadonlyMap<string, string>): readonly DatabaseHost[] {
  const addresses = listOf(keywords.get('hostaddr'));
  const names = listOf(keywords.get('host') || (addresses.length === 0 ? process.env.PGHOST : undefined));
  const ports = listOf(keywords.get('port') ?? process.env.PGPORT);
  const count = Math.max(names.length, addresses.length, 1);
  if (names.length > 0 && addresses.length > 0 && names.length !== addresses.length)
    throw new DatabaseUrlError(`host names ${names.length} servers and hostaddr ${addresses.length}`);
  if (ports.length > 1 && ports.length !== count)
    throw new DatabaseUrlError(`there are ${ports.length} ports for ${count} servers`);
  if ([...names, ...addresses].some((name) => name.includes('@')))
    throw new DatabaseUrlError('a host has an @; write a / or ? in the password as %2F or %3F');
  for (const name of [...names, ...addresses])
    if (/[\s"<>\\^`{|}]/.test(name) && !name.startsWith('/'))
      throw new DatabaseUrlError(`host is ${JSON.stringify(name)}, which is not a name or an address`);
  return Array.from({ length: count }, (_, index) => {
    const port = portOf((ports.length > 1 ? ports[index] : ports[0]) || usualPort);
    const name = names[index] || undefined;
    const host = addresses[index] || name || usualHost(port);
    return { host, port, ...(name !== undefined && name !== host && { name }) };
  });
}

function listOf(value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : value.split(',').map((item) => item.trim());
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    // The value is not shown: if the password has a slash, it is the first part of the password.
    throw new DatabaseUrlError('a port is not from 1 to 65535; write a / in the password as %2F');
  return port;
}

/** The host if none is named, as in libpq: the Unix socket of a server on this machine. */
function usualHost(port: number): string {
  return socketFolders.find((folder) => existsSync(`${folder}/.s.PGSQL.${port}`)) ?? 'localhost';
}

/** A host as a URL has it. */
export function formatHost({ host, port }: DatabaseHost): string {
  const name = host.startsWith('/') ? encodeURIComponent(host) : host.includes(':') ? `[${host}]` : host;
  return `${name}:${port}`;
}
