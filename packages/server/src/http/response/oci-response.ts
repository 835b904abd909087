import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

export type OciHeaders = Readonly<Record<string, string | number | readonly string[]>>;

/** A placeholder for the base class, if the body is not a stream. */
const noStream = {} as Readable;

/**
 * The response of a handler. It is sent unchanged, and only the adapter writes it. For a stream, `headers` has its
 * `Content-Length`.
 *
 * It is a `StreamableFile` because interceptors of an application, such as serialisers, leave that unchanged, and Nest closes
 * it if it cannot be sent.
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

/** A response in JSON. The type has no `charset`, because clients compare it by equality. */
export function jsonResponse(status: number, value: unknown, headers: OciHeaders = {}): OciResponse {
  return jsonTextResponse(status, JSON.stringify(value), headers);
}

/** A response of JSON text. */
export function jsonTextResponse(status: number, text: string, headers: OciHeaders = {}): OciResponse {
  return new OciResponse(status, { 'Content-Type': 'application/json', ...headers }, Buffer.from(text));
}
