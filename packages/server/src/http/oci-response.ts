import type { Readable } from 'node:stream';

export type OciHeaders = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * What a handler answers: the value is exactly what goes over the wire, and the adapter is the one place that writes it.
 * A stream comes with its `Content-Length` among the headers.
 */
export class OciResponse {
  constructor(
    readonly status: number,
    readonly headers: OciHeaders = {},
    readonly body?: Uint8Array | Readable,
  ) {}
}

/** An answer of JSON bytes; no `charset` parameter, because clients compare the type by equality (clients.md 0). */
export function jsonResponse(status: number, value: unknown, headers: OciHeaders = {}): OciResponse {
  return new OciResponse(
    status,
    { 'Content-Type': 'application/json', ...headers },
    Buffer.from(JSON.stringify(value)),
  );
}
