import type { ResponseHeaders } from '@lading/client';
import { fieldsOf } from '../fetch/response-fields.js';

/** The head of a response whose body has a known length. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** In bytes. */
  readonly length: number;
  /** Whether the server keeps the connection open. */
  readonly isKept: boolean;
}

/**
 * Parses the head of a response in the only form that is understood here: HTTP/1.1 with one `Content-Length`.
 * @returns undefined for any other form
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
