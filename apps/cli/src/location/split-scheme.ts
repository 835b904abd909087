import { UsageError } from '../failure/command-error.js';

/** The scheme of a registry: plain HTTP or TLS. */
export type Scheme = 'http' | 'https';

const defaultPorts: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };

/** A reference without its scheme. */
interface SplitReference {
  /** Undefined without a scheme, and for `docker://`, which does not choose between HTTP and TLS. */
  readonly scheme: Scheme | undefined;
  readonly reference: string;
}

/**
 * Splits `https://HOST/REPOSITORY:TAG`. With a scheme, the first part is always a host, even if it looks like a part of a
 * repository name.
 * @throws UsageError if there is only a host, or a user before it
 */
export function splitScheme(text: string): SplitReference {
  const [, scheme, reference = ''] = /^(?:(https?|docker):\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme !== 'http' && scheme !== 'https') return { scheme: undefined, reference };
  const [, host = '', path = ''] = /^([^/]*)(.*)$/s.exec(reference) ?? [];
  if (host.includes('@'))
    throw new UsageError('a reference cannot contain a user or a password', 'store them with: lading login HOST');
  if (path === '' || path === '/')
    throw new UsageError(`${text} has no repository`, `write it as ${scheme}://HOST/REPOSITORY`);
  const isName = /^[a-z0-9-]+$/.test(host) && host !== 'localhost';
  return { scheme, reference: isName ? `${host}:${defaultPorts[scheme]}${path}` : reference };
}
