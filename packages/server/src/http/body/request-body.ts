import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '@lading/core';
import { HttpError } from '../error/http-error.js';
import { sendContinue } from './expect-continue.js';
import { type MinimumRate, RateCheck } from './minimum-rate.js';
import { hasBody } from './unread-body.js';

export interface ReadBodyOptions {
  /** A longer body gets 413 (MAN-12); unlimited if absent. */
  readonly maximumBytes?: number;
  /** If the client breaks off, end with the bytes that have arrived, without an error. */
  readonly keepPartial?: boolean;
  /** A slower client gets 408; no minimum if absent. */
  readonly minimumRate?: MinimumRate;
}

const noMinimum: MinimumRate = { bytesPerSecond: 0, windowSeconds: 0 };

/** The body of a request as a stream. Nothing reads it before a handler does. */
export class RequestBody {
  /** `Content-Length`, if the client gave it. */
  readonly contentLength: number | undefined;
  /** Whether the request has a body. */
  readonly isPresent: boolean;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    this.contentLength = length === undefined ? undefined : Number(length);
    this.isPresent = hasBody(request);
    if (encoding !== undefined && !['', 'identity'].includes(encoding.trim().toLowerCase()))
      throw new HttpError(415, 'UNSUPPORTED', 'content codings are not supported: send the bytes as they are');
  }

  /**
   * The bytes as they arrive.
   * @throws RegistryError `SIZE_INVALID`: with the reason `too-large` above the maximum, without one if the client broke off
   * @throws HttpError 408 below the minimum rate
   */
  async *read({
    maximumBytes = Number.POSITIVE_INFINITY,
    keepPartial = false,
    minimumRate = noMinimum,
  }: ReadBodyOptions): AsyncGenerator<Uint8Array> {
    this.refuseAbove(maximumBytes, this.contentLength ?? 0);
    sendContinue(this.request, this.response);
    const rate = new RateCheck(minimumRate);
    let received = 0;
    try {
      // The iterator must not destroy the request when a reader stops early: the answer goes over the same socket.
      rate.wait();
      for await (const chunk of this.request.iterator({ destroyOnReturn: false })) {
        rate.receive(chunk.byteLength);
        received += chunk.byteLength;
        this.refuseAbove(maximumBytes, received);
        yield chunk;
        rate.wait();
      }
    } catch (error) {
      if (!this.request.aborted && !this.request.errored) throw error;
      if (!keepPartial) throw new RegistryError('SIZE_INVALID', 'the body ended early', { cause: error });
    }
  }

  private refuseAbove(maximumBytes: number, bytes: number): void {
    if (bytes > maximumBytes)
      throw new RegistryError('SIZE_INVALID', `the content is longer than ${maximumBytes} bytes`, {
        reason: 'too-large',
        detail: { maximumBytes },
      });
  }
}
