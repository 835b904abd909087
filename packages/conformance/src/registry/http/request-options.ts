export type RequestBody = Uint8Array | string | AsyncIterable<Uint8Array>;

export interface RequestOptions {
  /** An array sends one line for each value, and none if it is empty. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Bytes go with a `Content-Length`, an iterable goes in chunks of unknown length. */
  readonly body?: RequestBody;
  /** Whether a redirect is followed, as clients do (HTTP-03); yes unless told otherwise. */
  readonly follow?: boolean;
}
