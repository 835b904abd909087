import type { Refusal } from '../error/refusal.js';
import { ResponseError, type ResponseErrorEntry } from '../error/response-error.js';
import { visibleText } from '../error/visible-url.js';
import type { Answer } from './answer.js';
import type { ResponseHeaders } from './fetch.js';
import { retryAfterSeconds } from './retry-after.js';

const bodyLimit = 64 * 1024;

/** Makes an error from a response. A body that is too long or not JSON adds nothing (ERR-01). */
export async function readResponseError(answer: Answer, refusal?: Refusal): Promise<ResponseError> {
  const body = await answer.bytes(bodyLimit).catch(() => undefined);
  return new ResponseError({
    status: answer.status,
    entries: body === undefined ? [] : entriesOf(body),
    requestId: requestIdOf(answer.headers),
    retryAfterSeconds: retryAfterSeconds(answer.headers.get('retry-after')),
    method: answer.method,
    url: answer.url,
    refusal,
  });
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
