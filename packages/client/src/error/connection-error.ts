import { ClientError, type ClientErrorOptions } from './client-error.js';

/** There is no connection, or it broke before the response was complete. */
export class ConnectionError extends ClientError {
  override readonly name = 'ConnectionError';
  /** The code of the system or of the runtime, such as `ECONNRESET`. */
  readonly systemCode: string | undefined;
  /** Whether the same request may succeed a moment later. False if a name or a certificate is wrong. */
  readonly isTemporary: boolean;

  constructor(cause: unknown, options: ClientErrorOptions) {
    const { code, message } = rootOf(cause);
    super('connection', `no connection: ${message}${code === undefined ? '' : ` (${code})`}`, { ...options, cause });
    this.systemCode = code;
    this.isTemporary =
      code === undefined || !(permanent.has(code) || /^(?:ERR_TLS|ERR_SSL|CERT_|ERR_INVALID)/.test(code));
  }
}

/** No bytes moved on a connection for too long. */
export class TimeoutError extends ClientError {
  override readonly name = 'TimeoutError';

  constructor(
    /** The limit. */
    readonly milliseconds: number,
    options: ClientErrorOptions,
  ) {
    super('timeout', `nothing moved for ${milliseconds} ms`, options);
  }
}

const permanent = new Set([
  'ENOTFOUND',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_HEADERS_OVERFLOW',
]);

/** The deepest cause says the most. The message of fetch itself is always "fetch failed". */
function rootOf(error: unknown): { readonly code: string | undefined; readonly message: string } {
  let current = error as { cause?: unknown; errors?: readonly unknown[]; code?: unknown; message?: unknown };
  for (let depth = 0; depth < 8; depth += 1) {
    const next = current?.cause ?? current?.errors?.[0];
    if (typeof next !== 'object' || next === null) break;
    current = next;
  }
  return {
    code: typeof current?.code === 'string' ? current.code : undefined,
    message: typeof current?.message === 'string' && current.message !== '' ? current.message : 'it broke',
  };
}
