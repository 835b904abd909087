import { piecesOf } from '../content/content.js';
import { ClientError } from '../error/client-error.js';
import { ConnectionError } from '../error/connection-error.js';
import type { FetchedResponse, ResponseHeaders } from './fetch.js';
import type { StallClock } from './stall-clock.js';

/** The most bytes of an unwanted body that are read to keep its connection. */
const discardedBytes = 64 * 1024;

/** The response to one request: its head, and a body that can be read once. */
export class Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly #body: FetchedResponse['body'];
  #isBegun = false;

  constructor(
    response: FetchedResponse,
    readonly method: string,
    /** The address of the response, after redirects. */
    readonly url: URL,
    private readonly clock: StallClock,
  ) {
    this.status = response.status;
    this.headers = response.headers;
    this.#body = response.body;
    if (this.#body === null) clock.stop();
  }

  /** `Content-Length`; undefined for a body that had a `Content-Encoding`. */
  get contentLength(): number | undefined {
    const field = this.headers.get('content-length');
    if (field === null || !/^\d{1,15}$/.test(field) || this.headers.has('content-encoding')) return undefined;
    return Number(field);
  }

  /** The body in pieces as they arrive, lent if `isLent` is set. A reader that stops early closes the connection. */
  async *chunks(isLent = false): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#body === null) return;
    this.#isBegun = true;
    try {
      this.clock.touch();
      for await (const chunk of piecesOf(this.#body, isLent)) {
        this.clock.pause();
        yield chunk;
        this.clock.touch();
      }
    } catch (error) {
      throw this.clock.reason ?? (error instanceof ClientError ? error : this.#broken(error));
    } finally {
      this.clock.stop();
    }
  }

  /**
   * The whole body.
   * @throws ClientError `protocol` if it is longer than the limit
   */
  async bytes(limit: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of this.chunks()) {
      size += part.byteLength;
      if (size > limit) throw this.fault(`the response is longer than ${limit} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts, size);
  }

  /**
   * The whole body as JSON.
   * @throws ClientError `protocol` if it is not JSON, or longer than the limit
   */
  async json(limit: number): Promise<unknown> {
    const bytes = await this.bytes(limit);
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (cause) {
      throw this.fault('the response is not JSON', cause);
    }
  }

  /** Discards a short body that is not needed. It never fails. */
  async discard(): Promise<void> {
    await this.bytes(discardedBytes).catch(() => undefined);
  }

  /** Discards a body that may be long, by closing the connection. It never fails. */
  async abandon(): Promise<void> {
    this.clock.stop();
    if (!this.#isBegun) await this.#body?.cancel().catch(() => undefined);
  }

  /** The error for a response that breaks the protocol. */
  fault(message: string, cause?: unknown): ClientError {
    return new ClientError('protocol', message, { method: this.method, url: this.url, cause });
  }

  #broken(cause: unknown): ConnectionError {
    return new ConnectionError(cause, { method: this.method, url: this.url });
  }
}
