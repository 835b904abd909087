import { UsageError } from '../failure/command-error.js';

/** How a registry is reached: over plain HTTP or over TLS. */
export type Scheme = 'http' | 'https';

const defaultPorts: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };

/** A reference without the scheme in front of it. */
interface SplitReference {
  /** Undefined if none was written, and for `docker://`, which does not say how the registry is reached. */
  readonly scheme: Scheme | undefined;
  readonly reference: string;
}

/**
 * Splits `https://HOST/REPOSITORY:TAG`. The first part is a host then, even if it looks like a part of a repository's name.
 * @throws UsageError if there is only a host, or a user before it
 */
export function splitScheme(text: string): SplitReference {
  const [, scheme, reference = ''] = /^(?:(https?|docker):\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme !== 'http' && scheme !== 'https') return { scheme: undefined, reference };
  const [, host = '', path = ''] = /^([^/]*)(.*)$/s.exec(reference) ?? [];
  if (host.includes('@'))
    throw new UsageError('a reference has no user and no password', 'keep them with: lading login HOST');
  if (path === '' || path === '/')
    throw new UsageError(`${text} names no repository`, `write it as ${scheme}://HOST/REPOSITORY`);
  const isName = /^[a-z0-9-]+$/.test(host) && host !== 'localhost';
  return { scheme, reference: isName ? `${host}:${defaultPorts[scheme]}${path}` : reference };
}
