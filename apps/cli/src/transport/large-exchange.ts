import { validateHeaderValue } from 'node:http';
import type { FetchedResponse, FetchInit } from '@lading/client';
import type { Connection } from './connection.js';
import { parseResponseHead, type ResponseHead } from './response-head.js';

const longestHead = 64 * 1024;

/** One request and its response over a connection that carries nothing else meanwhile. */
export class LargeExchange {
  constructor(
    private readonly connection: Connection,
    private readonly signal: AbortSignal,
    /** Gets the connection when it can carry another request. */
    private readonly keep: () => void,
  ) {
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  readonly #onAbort = () => this.connection.destroy(this.signal.reason);

  /** @returns undefined if the response has a form that is not understood here; the connection is then closed */
  async send(url: URL, init: FetchInit): Promise<FetchedResponse | undefined> {
    try {
      this.connection.write(requestHead(url, init));
      const received = await this.#readHead();
      if (received !== undefined) return this.#response(received.head, received.rest);
    } catch (error) {
      this.#end();
      throw error;
    }
    this.#end();
    return undefined;
  }

  #response(head: ResponseHead, rest: Uint8Array): FetchedResponse {
    const { status, headers } = head;
    const read = (isLent: boolean) => this.#body(head, rest, isLent);
    return {
      status,
      headers,
      body: { [Symbol.asyncIterator]: () => read(false), lent: () => read(true), cancel: async () => this.#end() },
    };
  }

  /** The head, and the bytes that came after it. */
  async #readHead(): Promise<{ readonly head: ResponseHead; readonly rest: Uint8Array } | undefined> {
    let received: Buffer = Buffer.alloc(0);
    for (;;) {
      const piece = await this.#read(false);
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      received = received.byteLength === 0 ? bytes : Buffer.concat([received, bytes]);
      const end = received.indexOf('\r\n\r\n');
      if (end === -1 && received.byteLength < longestHead) continue;
      const head = end === -1 ? undefined : parseResponseHead(received.toString('latin1', 0, end));
      return head === undefined ? undefined : { head, rest: received.subarray(end + 4) };
    }
  }

  /** After the last byte, the connection can carry another request. If the reader stops earlier, the connection is closed. */
  async *#body(
    { length, isKept }: ResponseHead,
    first: Uint8Array,
    isLent: boolean,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    let left = length;
    let surplus = 0;
    try {
      for (let piece = first; ; piece = await this.#read(isLent)) {
        surplus = Math.max(0, piece.byteLength - left);
        left -= piece.byteLength - surplus;
        if (piece.byteLength > surplus) yield piece.subarray(0, piece.byteLength - surplus);
        if (left === 0) return;
      }
    } finally {
      if (left === 0 && surplus === 0 && isKept) this.#release();
      else this.#end();
    }
  }

  async #read(isLent: boolean): Promise<Uint8Array> {
    const piece = await this.connection.read(isLent);
    if (piece !== undefined) return piece;
    throw Object.assign(new Error('the connection ended before the response did'), { code: 'ECONNRESET' });
  }

  #release(): void {
    this.signal.removeEventListener('abort', this.#onAbort);
    this.keep();
  }

  #end(): void {
    this.signal.removeEventListener('abort', this.#onAbort);
    this.connection.destroy();
  }
}

function requestHead({ pathname, search, host }: URL, { headers }: FetchInit): string {
  const fields = Object.entries({ host, ...headers }).map(([name, value]) => {
    validateHeaderValue(name, value);
    return `${name}: ${value}\r\n`;
  });
  return `GET ${pathname}${search} HTTP/1.1\r\n${fields.join('')}\r\n`;
}
