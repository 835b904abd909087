import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

export type OciHeaders = Readonly<Record<string, string | number | readonly string[]>>;

/** What the base class takes for a body that is no stream. */
const noStream = {} as Readable;

/**
 * What a handler answers: the value is exactly what goes over the wire, and the adapter is the one place that writes it.
 * A stream comes with its `Content-Length` among the headers.
 *
 * It is a `StreamableFile` because that is what interceptors of an application, such as serialisers, leave as it is, and
 * what Nest closes if it can't be sent.
 */
export class OciResponse extends StreamableFile {
  constructor(
    readonly status: number,
    readonly headers: OciHeaders = {},
    readonly body?: Uint8Array | Readable,
  ) {
    super(body instanceof Readable ? body : noStream);
  }
}

/** An answer of JSON bytes; no `charset` parameter, because clients compare the type by equality. */
export function jsonResponse(status: number, value: unknown, headers: OciHeaders = {}): OciResponse {
  return new OciResponse(
    status,
    { 'Content-Type': 'application/json', ...headers },
    Buffer.from(JSON.stringify(value)),
  );
}
