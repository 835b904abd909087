import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '@lading/core';
import { beginLargeReads } from '../transport/large-reads.js';
import { sendContinue } from './expect-continue.js';
import { type MinimumRate, RateCheck } from './minimum-rate.js';
import { hasBody } from './unread-body.js';

/** Most bodies end before. */
const largeAfterBytes = 256 * 1024;

export interface ReadBodyOptions {
  /** More bytes than this are answered with 413 (MAN-12). */
  readonly maximumBytes: number;
  /** End quietly with what arrived when the client breaks off, instead of failing. */
  readonly keepPartial?: boolean;
  /** A slower client gets 408; no minimum if absent. */
  readonly minimumRate?: MinimumRate;
}

const noMinimum: MinimumRate = { bytesPerSecond: 0, windowSeconds: 0 };

/** The body of a request as a stream. Nothing reads it before a handler does. */
export class RequestBody {
  /** `Content-Length`, if the client gave it. */
  readonly contentLength: number | undefined;
  /** Whether bytes may come. */
  readonly isPresent: boolean;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    this.contentLength = length === undefined ? undefined : Number(length);
    this.isPresent = hasBody(request);
    if (encoding !== undefined && !['', 'identity'].includes(encoding.trim().toLowerCase()))
      throw new RegistryError('UNSUPPORTED', 'content codings are not supported: send the bytes as they are', {
        status: 415,
      });
  }

  /**
   * The bytes as they arrive.
   * @throws RegistryError `SIZE_INVALID`: 413 above the maximum, 400 if the client broke off
   * @throws RegistryError `UNSUPPORTED` with status 408 below the minimum rate
   */
  async *read({
    maximumBytes,
    keepPartial = false,
    minimumRate = noMinimum,
  }: ReadBodyOptions): AsyncGenerator<Uint8Array> {
    this.refuseAbove(maximumBytes, this.contentLength ?? 0);
    sendContinue(this.request, this.response);
    const rate = new RateCheck(minimumRate);
    let received = 0;
    let endLargeReads: (() => void) | undefined;
    try {
      // The iterator must not destroy the request when a reader stops early: the answer goes over the same socket.
      rate.wait();
      for await (const chunk of this.request.iterator({ destroyOnReturn: false })) {
        rate.receive(chunk.byteLength);
        received += chunk.byteLength;
        this.refuseAbove(maximumBytes, received);
        if (received > largeAfterBytes) endLargeReads ??= beginLargeReads(this.request);
        yield chunk;
        rate.wait();
      }
    } catch (error) {
      if (!this.request.aborted && !this.request.errored) throw error;
      if (!keepPartial) throw new RegistryError('SIZE_INVALID', 'the body ended early', { cause: error });
    } finally {
      endLargeReads?.();
    }
  }

  private refuseAbove(maximumBytes: number, bytes: number): void {
    if (bytes > maximumBytes)
      throw new RegistryError('SIZE_INVALID', `the content is longer than ${maximumBytes} bytes`, {
        status: 413,
        detail: { maximumBytes },
      });
  }
}
