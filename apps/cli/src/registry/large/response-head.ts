import type { ResponseHeaders } from '@lading/client';
import { fieldsOf } from '../response-fields.js';

/** The head of an answer whose body has a known length. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Bytes of the body. */
  readonly length: number;
  /** Whether the connection may be used again. */
  readonly isKept: boolean;
}

/**
 * Reads the head of an answer in the one form that is understood here: HTTP/1.1 and a single `Content-Length`. For anything
 * else it is undefined, and the answer is for a client that knows all of HTTP.
 */
export function parseResponseHead(text: string): ResponseHead | undefined {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.1 ([2345]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(statusLine)?.[1];
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value.trim()]);
  }
  const headers = fieldsOf(Object.fromEntries(fields));
  const length = headers.get('content-length') ?? '';
  if (status === undefined || headers.has('transfer-encoding') || !/^\d{1,15}$/.test(length)) return undefined;
  const isKept = !/\bclose\b/i.test(headers.get('connection') ?? '');
  return { status: Number(status), headers, length: Number(length), isKept };
}
