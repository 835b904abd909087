import type { Answer } from './answer.js';

interface Found {
  readonly answer: Answer;
  /** Bytes after the response. */
  readonly rest: Buffer;
}

/** Reads one whole response from the start of what a connection sent; `undefined` while it is not all there. */
export function findAnswer(received: Buffer, method: string, ended: boolean): Found | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...fields] = received.subarray(0, end).toString('latin1').split('\r\n');
  const rawHeaders = fields.flatMap((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon), field.slice(colon + 1).trim()];
  });
  const status = Number(statusLine.split(' ')[1]);
  const content = findBody(received.subarray(end + 4), bodyKind(rawHeaders, method, status), ended);
  if (content === undefined) return undefined;
  return { answer: { method, url: '(raw)', status, body: content.body, rawHeaders }, rest: content.rest };
}

type BodyKind = { readonly length: number } | 'chunked' | 'until-close';

function bodyKind(rawHeaders: readonly string[], method: string, status: number): BodyKind {
  const value = (name: string) => rawHeaders[rawHeaders.findIndex((text) => text.toLowerCase() === name) + 1];
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { length: 0 };
  if (rawHeaders.some((text) => text.toLowerCase() === 'transfer-encoding')) return 'chunked';
  const known = rawHeaders.some((text) => text.toLowerCase() === 'content-length');
  return known ? { length: Number(value('content-length')) } : 'until-close';
}

interface Body {
  readonly body: Buffer;
  readonly rest: Buffer;
}

function findBody(bytes: Buffer, kind: BodyKind, ended: boolean): Body | undefined {
  if (kind === 'until-close') return ended ? { body: bytes, rest: Buffer.alloc(0) } : undefined;
  if (kind === 'chunked') return findChunks(bytes);
  if (bytes.length < kind.length) return undefined;
  return { body: bytes.subarray(0, kind.length), rest: bytes.subarray(kind.length) };
}

function findChunks(bytes: Buffer): Body | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(pieces), rest: bytes.subarray(start + 2) };
    pieces.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
