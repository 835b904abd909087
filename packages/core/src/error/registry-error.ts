import { checkOptions, type OptionRules } from '../options/check-options.js';
import { requireString } from './arguments.js';
import { quoted } from './quoted.js';
import { type RegistryErrorReason, requireReason } from './registry-error-reason.js';

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

/** The codes of the specification, and the two that registries use by custom for faults of their own (5xx). */
export type RegistryErrorCode = OciErrorCode | 'UNKNOWN' | 'UNAVAILABLE';

const codes: ReadonlySet<string> = new Set<RegistryErrorCode>([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
  'UNKNOWN',
  'UNAVAILABLE',
]);

/** One entry of an error body (ERR-02). */
export interface RegistryErrorEntry {
  readonly code: RegistryErrorCode;
  /** For a person; clients print it as it is. */
  readonly message: string;
  /** Any JSON (ERR-05). */
  readonly detail?: unknown;
}

export interface RegistryErrorOptions {
  /** The exact reason, for programs. */
  readonly reason?: RegistryErrorReason | undefined;
  /** Any JSON that helps the client (ERR-05). */
  readonly detail?: unknown;
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number | undefined;
  /** The underlying error. It is logged and never sent. */
  readonly cause?: unknown;
  /** Entries after the first, if one request has several faults (PUSH-04). */
  readonly further?: readonly RegistryErrorEntry[];
}

const rules = {
  reason: 'value?',
  detail: 'value?',
  retryAfterSeconds: 'positive number?',
  cause: 'value?',
  further: 'array?',
} as const satisfies OptionRules<RegistryErrorOptions>;

const brand = Symbol.for('@lading/registry-error');

export class RegistryError extends Error {
  override readonly name: string = 'RegistryError';
  readonly [brand] = true;
  readonly reason: RegistryErrorReason | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The entries of the error body, at least one. */
  readonly entries: readonly RegistryErrorEntry[];

  constructor(
    readonly code: RegistryErrorCode,
    message: string,
    options: RegistryErrorOptions = {},
  ) {
    requireString(message, 'the message of a RegistryError');
    if (!codes.has(code)) throw new TypeError(`a RegistryError has no code ${quoted(code)}`);
    checkOptions('RegistryError', options, rules);
    const { reason, retryAfterSeconds, detail, cause, further = [] } = options;
    if (reason !== undefined) requireReason(code, reason);
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
    this.entries = [detail === undefined ? { code, message } : { code, message, detail }, ...further];
  }
}

/**
 * Whether a value is a `RegistryError`, with this code and reason if they are given. It checks a brand and not the class,
 * because two copies of this package may be installed side by side.
 */
export function isRegistryError(
  value: unknown,
  code?: RegistryErrorCode,
  reason?: RegistryErrorReason,
): value is RegistryError {
  return (
    typeof value === 'object' &&
    value !== null &&
    brand in value &&
    (code === undefined || (value as RegistryError).code === code) &&
    (reason === undefined || (value as RegistryError).reason === reason)
  );
}
