import { requireString } from './arguments.js';
import { quoted } from './quoted.js';

/** The error codes of the OCI distribution-spec, "Error Codes" (code-1 to code-14). */
export type OciErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'TOOMANYREQUESTS';

/** The codes of the specification, and the two that registries give by custom when the fault is their own (5xx). */
export type RegistryErrorCode = OciErrorCode | 'UNKNOWN' | 'UNAVAILABLE';

/** The HTTP status that a code usually comes with; the specification itself gives none. */
const usualStatus: Readonly<Record<RegistryErrorCode, number>> = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 404,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  SIZE_INVALID: 400,
  UNAUTHORIZED: 401,
  DENIED: 403,
  UNSUPPORTED: 405,
  TOOMANYREQUESTS: 429,
  UNKNOWN: 500,
  UNAVAILABLE: 503,
};

/** One entry of an error body (ERR-02). */
export interface RegistryErrorEntry {
  readonly code: RegistryErrorCode;
  /** For a person; clients print it as it is. */
  readonly message: string;
  /** Any JSON (ERR-05). */
  readonly detail?: unknown;
}

export interface RegistryErrorOptions {
  /** Any JSON that helps the client (ERR-05). */
  readonly detail?: unknown;
  /** The HTTP status where it differs from the code's usual one, such as 416 with `BLOB_UPLOAD_INVALID`. */
  readonly status?: number;
  /** HTTP fields that the answer needs, such as `Range` on a 416 or `Allow` on a 405. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong beneath; it is logged and never sent. */
  readonly cause?: unknown;
  /** Entries after the first, where one request has several faults (PUSH-04). */
  readonly further?: readonly RegistryErrorEntry[];
}

const brand = Symbol.for('@lading/registry-error');

/** The one error class of the ports: what a client did wrong, or must be told, in the words of the specification. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly [brand] = true;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The entries of the error body, at least one. */
  readonly entries: readonly RegistryErrorEntry[];

  constructor(
    readonly code: RegistryErrorCode,
    message: string,
    options: RegistryErrorOptions = {},
  ) {
    requireString(message, 'the message of a RegistryError');
    if (!Object.hasOwn(usualStatus, code)) throw new TypeError(`a RegistryError has no code ${quoted(code)}`);
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status ?? usualStatus[code];
    if (!Number.isInteger(this.status) || this.status < 400 || this.status > 599)
      throw new TypeError(`the status of a RegistryError must be from 400 to 599, not ${quoted(this.status)}`);
    this.headers = options.headers ?? {};
    const first = options.detail === undefined ? { code, message } : { code, message, detail: options.detail };
    this.entries = [first, ...(options.further ?? [])];
  }
}

/**
 * Whether a value is a `RegistryError`, of this code if one is given. It reads a brand and not the class, because two
 * copies of this package may be installed side by side.
 */
export function isRegistryError(value: unknown, code?: RegistryErrorCode): value is RegistryError {
  return (
    typeof value === 'object' &&
    value !== null &&
    brand in value &&
    (code === undefined || (value as RegistryError).code === code)
  );
}
