import { ClientError, type ClientErrorKind, isClientError } from './client-error.js';
import type { Refusal } from './refusal.js';
import { statusReason } from './status-reason.js';
import { visibleText } from './visible-url.js';

/** One entry of the error body of a registry, with any code (ERR-02, ERR-07). */
export interface ResponseErrorEntry {
  readonly code: string;
  readonly message: string;
  readonly detail?: unknown;
}

export interface ResponseErrorFields {
  readonly status: number;
  readonly entries: readonly ResponseErrorEntry[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly method: string;
  readonly url: URL;
  readonly refusal?: Refusal | undefined;
}

/** A registry answered with a status that the request does not accept. */
export class ResponseError extends ClientError {
  override readonly name: string = 'ResponseError';
  readonly status: number;
  /** The code of the first entry, such as `MANIFEST_UNKNOWN`; undefined if the body had none. */
  readonly code: string | undefined;
  readonly entries: readonly ResponseErrorEntry[];
  /** The id by which the registry's operator finds the request in a log. */
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Of a 401 or 403 of the registry or its token endpoint: why, and for whom. */
  readonly refusal: Refusal | undefined;

  constructor(fields: ResponseErrorFields, kind: ClientErrorKind = 'response') {
    super(kind, describe(fields), { method: fields.method, url: fields.url });
    this.status = fields.status;
    this.entries = fields.entries;
    this.code = fields.entries[0]?.code;
    this.requestId = fields.requestId;
    this.retryAfterSeconds = fields.retryAfterSeconds;
    this.refusal = fields.refusal;
  }
}

/** Whether a value is a `ResponseError`, and has this status or code if one is given. */
export function isResponseError(value: unknown, statusOrCode?: number | string): value is ResponseError {
  if (!(isClientError(value, 'response') || isClientError(value, 'upload-range'))) return false;
  const { status, code } = value as ResponseError;
  return statusOrCode === undefined || status === statusOrCode || code === statusOrCode;
}

function describe({ status, entries, requestId }: ResponseErrorFields): string {
  const told = entries.map(({ code, message }) => (message === '' ? code : `${code}: ${message}`)).join('; ');
  const words = told === '' ? statusReason(status) : visibleText(told);
  const tail = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${status}${words === undefined ? '' : ` ${words}`}${tail}`;
}
