import type { Answer } from '../http/answer.js';
import type { ResponseHeaders } from '../http/exchange.js';
import { retryAfterSeconds } from '../http/retry-after.js';
import { ClientError, type ClientErrorKind, isClientError } from './client-error.js';
import { statusReason } from './status-reason.js';
import { visibleText } from './visible-url.js';

/** One entry of the error body of a registry, whatever its code (ERR-02, ERR-07). */
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
}

/** A registry answered with a status that the request can't accept. */
export class ResponseError extends ClientError {
  override readonly name: string = 'ResponseError';
  readonly status: number;
  /** The code of the first entry, such as `MANIFEST_UNKNOWN`; undefined if the body had none. */
  readonly code: string | undefined;
  readonly entries: readonly ResponseErrorEntry[];
  /** What the registry's operator can look up in a log. */
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: ResponseErrorFields, kind: ClientErrorKind = 'response') {
    super(kind, describe(fields), { method: fields.method, url: fields.url });
    this.status = fields.status;
    this.entries = fields.entries;
    this.code = fields.entries[0]?.code;
    this.requestId = fields.requestId;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

/** Whether a value is a `ResponseError`, of this status or with this code if one is given. */
export function isResponseError(value: unknown, statusOrCode?: number | string): value is ResponseError {
  if (!(isClientError(value, 'response') || isClientError(value, 'upload-range'))) return false;
  const { status, code } = value as ResponseError;
  return statusOrCode === undefined || status === statusOrCode || code === statusOrCode;
}

const bodyLimit = 64 * 1024;

/** Reads an answer that is a failure; a body that is too long or no JSON says nothing (ERR-01). */
export async function responseError(answer: Answer): Promise<ResponseError> {
  const body = await answer.bytes(bodyLimit).catch(() => undefined);
  return new ResponseError({
    status: answer.status,
    entries: body === undefined ? [] : entriesOf(body),
    requestId: requestIdOf(answer.headers),
    retryAfterSeconds: retryAfterSeconds(answer.headers.get('retry-after')),
    method: answer.method,
    url: answer.url,
  });
}

function describe({ status, entries, requestId }: ResponseErrorFields): string {
  const told = entries.map(({ code, message }) => (message === '' ? code : `${code}: ${message}`)).join('; ');
  const words = told === '' ? statusReason(status) : visibleText(told);
  const tail = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${status}${words === undefined ? '' : ` ${words}`}${tail}`;
}

function entriesOf(body: Uint8Array): readonly ResponseErrorEntry[] {
  try {
    const { errors } = JSON.parse(new TextDecoder().decode(body)) as { errors?: unknown };
    return Array.isArray(errors) ? errors.flatMap(entryOf) : [];
  } catch {
    return [];
  }
}

function entryOf(value: unknown): readonly ResponseErrorEntry[] {
  if (typeof value !== 'object' || value === null) return [];
  const { code, message, detail } = value as Record<string, unknown>;
  if (typeof code !== 'string') return [];
  const entry = { code: visibleText(code), message: typeof message === 'string' ? visibleText(message) : '' };
  return [detail === undefined || detail === null ? entry : { ...entry, detail }];
}

const requestIdFields = [
  'x-request-id',
  'x-github-request-id',
  'x-amzn-requestid',
  'x-ms-correlation-request-id',
  'cf-ray',
];

function requestIdOf(headers: ResponseHeaders): string | undefined {
  const field = requestIdFields.find((name) => headers.has(name));
  return field === undefined ? undefined : visibleText(headers.get(field) ?? '');
}
