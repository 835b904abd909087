import { visibleUrl } from './visible-url.js';

/** The kind of an error, for programs. */
export type ClientErrorKind =
  /** The registry answered with a status that the request does not accept. */
  | 'response'
  /** A chunk of an upload did not begin at the registry's offset. */
  | 'upload-range'
  /** Content has another digest or size than expected. */
  | 'digest-mismatch'
  /** No bytes moved for too long. */
  | 'timeout'
  /** There is no connection, or it broke. */
  | 'connection'
  /** The response breaks the protocol. */
  | 'protocol'
  /** The registry named an address that the client must not use. */
  | 'unsafe-address'
  /** The registry named an address in a private network, which `allowPrivateAddresses` allows. */
  | 'private-address'
  /** A file with credentials or a credential helper cannot be used. */
  | 'credentials'
  /** Credentials would go over plain HTTP, which `plainHttp` allows. */
  | 'plain-http'
  /** A file, an archive, a layout or a tag has content that cannot be used. */
  | 'content'
  /** An index, a layout or an archive does not have this platform, name or digest. */
  | 'not-found';

/** Why it went wrong, where a program can act on more than the kind. */
export type ClientErrorReason =
  /** `content`: the folder is not an OCI image layout. */
  | 'not-a-layout'
  /** `content`: an index cannot be written in this format. The caller can choose one platform. */
  | 'index-in-docker-archive'
  /** `content`: the tag for the referrers of a manifest has other content, which is not replaced. */
  | 'not-a-referrers-list'
  /** `credentials`: a file with credentials is not JSON. */
  | 'malformed-auth-file'
  /** `credentials`: a credential helper is missing or failed. */
  | 'credential-helper';

export interface ClientErrorOptions {
  readonly method?: string;
  readonly url?: URL;
  readonly cause?: unknown;
  readonly reason?: ClientErrorReason;
}

const brand = Symbol.for('@lading/client-error');

/** The base of all errors of this package. Its message and its fields contain no secrets. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
  readonly [brand] = true;
  readonly method: string | undefined;
  /** The address of the request, without credentials and signatures. */
  readonly url: string | undefined;
  readonly reason: ClientErrorReason | undefined;

  constructor(
    readonly kind: ClientErrorKind,
    message: string,
    { method, url, cause, reason }: ClientErrorOptions = {},
  ) {
    const where = url === undefined ? '' : `${method ?? 'GET'} ${visibleUrl(url)}: `;
    super(`${where}${message}`, cause === undefined ? undefined : { cause });
    this.method = method;
    this.reason = reason;
    this.url = url === undefined ? undefined : visibleUrl(url);
  }
}

/**
 * Whether a value is an error of this package, and of this kind if one is given. It checks a brand, not the class, because two
 * copies of this package may be installed side by side.
 */
export function isClientError(value: unknown, kind?: ClientErrorKind): value is ClientError {
  return (
    typeof value === 'object' &&
    value !== null &&
    brand in value &&
    (kind === undefined || (value as ClientError).kind === kind)
  );
}
