import { visibleUrl } from './visible-url.js';

/** What went wrong, for a program to tell by. */
export type ClientErrorKind =
  /** The registry answered with a status that the request can't accept. */
  | 'response'
  /** A chunk of an upload was not what the registry waited for. */
  | 'upload-range'
  /** Content is not what its digest or size says. */
  | 'digest-mismatch'
  /** Nothing moved for too long. */
  | 'timeout'
  /** There was no connection, or it broke. */
  | 'connection'
  /** The registry answered what the protocol doesn't allow. */
  | 'protocol'
  /** The registry named an address that must not be followed. */
  | 'unsafe-address'
  /** It named one in a private network, which `allowPrivateAddresses` allows. */
  | 'private-address'
  /** Credentials could not be had. */
  | 'credentials'
  /** Credentials would go over plain HTTP, which `plainHttp` allows. */
  | 'plain-http'
  /** What was given or found on this machine can't be used: a file, an archive, a layout. */
  | 'content'
  /** What was named is not in an index, a layout or an archive: a platform, a name, a digest. */
  | 'not-found';

export interface ClientErrorOptions {
  readonly method?: string;
  readonly url?: URL;
  readonly cause?: unknown;
}

const brand = Symbol.for('@lading/client-error');

/** The base of all errors of this package. Its text and its fields carry no secrets. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
  readonly [brand] = true;
  readonly method: string | undefined;
  /** Where the request went, without credentials and signatures. */
  readonly url: string | undefined;

  constructor(
    readonly kind: ClientErrorKind,
    message: string,
    { method, url, cause }: ClientErrorOptions = {},
  ) {
    const where = url === undefined ? '' : `${method ?? 'GET'} ${visibleUrl(url)}: `;
    super(`${where}${message}`, cause === undefined ? undefined : { cause });
    this.method = method;
    this.url = url === undefined ? undefined : visibleUrl(url);
  }
}

/**
 * Whether a value is an error of this package, of this kind if one is given. It reads a brand and not the class, because
 * two copies of this package may be installed side by side.
 */
export function isClientError(value: unknown, kind?: ClientErrorKind): value is ClientError {
  return (
    typeof value === 'object' &&
    value !== null &&
    brand in value &&
    (kind === undefined || (value as ClientError).kind === kind)
  );
}
