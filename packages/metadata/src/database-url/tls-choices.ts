import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { DatabaseUrlError } from './database-url-error.js';
import type { SslMode, TlsProtocol } from './parameters.js';

/** The TLS options of an attempt; `false` for plain text. */
export type TlsChoice = ConnectionOptions | false;

/**
 * The TLS choices to try with each host, in this order, by libpq's `sslmode`. `no-verify` is node-postgres' name for
 * `require` without a check of the certificate. Without `sslrootcert`, a check of the certificate uses the authorities that
 * Node trusts.
 * @throws DatabaseUrlError
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
export function tlsChoicesOf(keywords: ReadonlyMap<string, string>): readonly TlsChoice[] {
  const mode = modeOf(keywords);
  const tls = mode === 'disable' ? {} : tlsOptionsOf(keywords, mode);
  if (mode === 'disable') return [false];
  if (mode === 'allow') return [false, tls];
  return mode === 'prefer' ? [tls, false] : [tls];
}

function modeOf(keywords: ReadonlyMap<string, string>): SslMode {
  const isSystem = keywords.get('sslrootcert') === 'system';
  const usual = keywords.get('ssl') === 'true' ? 'require' : keywords.get('ssl') === 'false' ? 'disable' : 'prefer';
  const mode = (keywords.get('sslmode') ?? (isSystem ? 'verify-full' : usual)) as SslMode;
  if (isSystem && mode !== 'verify-full')
    throw new DatabaseUrlError(`sslmode is "${mode}"; allowed with sslrootcert=system: verify-full`);
  if (mode === 'verify-ca' && !keywords.has('sslrootcert'))
    throw new DatabaseUrlError(
      'sslmode=verify-ca needs sslrootcert, because any public certificate would pass without it',
    );
  if (keywords.get('sslnegotiation') === 'direct' && /^(disable|allow|prefer)$/.test(mode))
    throw new DatabaseUrlError(`sslnegotiation=direct needs sslmode=require or stronger, not ${mode}`);
  return mode;
}

function tlsOptionsOf(keywords: ReadonlyMap<string, string>, mode: SslMode): ConnectionOptions {
  const root = keywords.get('sslrootcert');
  if (keywords.has('sslcert') !== keywords.has('sslkey'))
    throw new DatabaseUrlError('sslcert and sslkey must be set together');
  const files = {
    ...(root !== undefined && root !== 'system' && { ca: read('sslrootcert', root) }),
    ...(keywords.has('sslcert') && { cert: read('sslcert', keywords.get('sslcert') ?? '') }),
    ...(keywords.has('sslkey') && { key: read('sslkey', keywords.get('sslkey') ?? '') }),
    ...(keywords.has('sslpassword') && { passphrase: keywords.get('sslpassword') ?? '' }),
    ...protocolsOf(keywords),
  };
  requireUsable(files);
  if (mode === 'verify-full') return { ...files, rejectUnauthorized: true };
  const checksAuthority = mode === 'verify-ca' || (mode === 'require' && root !== undefined);
  return checksAuthority
    ? { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined }
    : { ...files, rejectUnauthorized: false };
}

function protocolsOf(keywords: ReadonlyMap<string, string>): Pick<ConnectionOptions, 'minVersion' | 'maxVersion'> {
  const minVersion = keywords.get('ssl_min_protocol_version') as TlsProtocol | undefined;
  const maxVersion = keywords.get('ssl_max_protocol_version') as TlsProtocol | undefined;
  return { ...(minVersion !== undefined && { minVersion }), ...(maxVersion !== undefined && { maxVersion }) };
}

function read(keyword: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new DatabaseUrlError(
      `${keyword} names ${file}, which can't be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

/** Finds invalid PEM and a key of another certificate now, and not at the first connection. */
function requireUsable(files: ConnectionOptions): void {
  const { ca, cert, key, passphrase, ...protocols } = files;
  if (ca !== undefined)
    requireNoError(() => new X509Certificate(ca as Buffer), 'sslrootcert is not a certificate in PEM');
  requireNoError(() => createSecureContext(protocols), 'the minimum and maximum TLS versions contradict each other');
  const fault = 'sslcert and sslkey are not a certificate and its key in PEM';
  requireNoError(() => createSecureContext({ cert, key, passphrase }), fault);
}

function requireNoError(use: () => unknown, fault: string): void {
  try {
    use();
  } catch (error) {
    throw new DatabaseUrlError(`${fault} (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`);
  }
}
