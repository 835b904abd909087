import { ConnectionError } from '../error/connection-error.js';
import type { Answer } from '../http/answer.js';
import { isTemporaryFailure, pauseBeforeRetry, type RetryRules } from '../http/retry.js';

/** A part of a blob: from an offset, to a last byte if there is one. */
export interface Span {
  readonly first: number;
  readonly last?: number | undefined;
}

export interface ResumeOptions {
  readonly retry: RetryRules;
  readonly signal: AbortSignal | undefined;
  /** Whether the pieces are lent to the reader. */
  readonly isLent: boolean;
  /** Requests the rest by `Range`. */
  open(span: Span): Promise<Answer>;
}

/** How often one download continues, even if bytes arrive each time. */
const mostResumptions = 1000;

/**
 * Reads a span of a blob from its first response, and continues after a broken connection. Attempts without bytes are counted;
 * an attempt with bytes starts the count again.
 */
export async function* resumedChunks(
  first: Answer,
  span: Span,
  size: number | undefined,
  options: ResumeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let answer = first;
  let position = span.first;
  let failures = 0;
  for (let resumptions = 0; ; resumptions += 1) {
    try {
      for await (const chunk of chunksFrom(answer, position, span.last, options.isLent)) {
        failures = 0;
        position += chunk.byteLength;
        yield chunk;
      }
      if (size === undefined || position - span.first >= size) return;
      throw new ConnectionError(new Error('the response ended early'), answer);
    } catch (error) {
      failures += 1;
      if (!isTemporaryFailure(error) || failures >= options.retry.attempts || resumptions >= mostResumptions)
        throw error;
      await pauseBeforeRetry(failures, options.retry, options.signal, error);
      answer = await options.open({ first: position, last: span.last });
    }
  }
}

/** The bytes of a response from a position on. A registry without ranges sends the whole blob, which is cut here (PULL-21). */
async function* chunksFrom(
  answer: Answer,
  position: number,
  last: number | undefined,
  isLent: boolean,
): AsyncGenerator<Uint8Array> {
  let skip = position - (await startOf(answer, position));
  let rest = last === undefined ? Number.POSITIVE_INFINITY : last - position + 1;
  for await (const chunk of answer.chunks(isLent)) {
    const wanted = chunk.subarray(Math.min(skip, chunk.byteLength)).subarray(0, rest);
    skip = Math.max(0, skip - chunk.byteLength);
    rest -= wanted.byteLength;
    if (wanted.byteLength > 0) yield wanted;
    if (rest <= 0) return;
  }
}

/** The offset of the first byte in a response. A response with another offset than the requested one is refused. */
async function startOf(answer: Answer, position: number): Promise<number> {
  if (answer.status !== 206) return 0;
  const [, first] =
    /^bytes (\d{1,15})-\d{1,15}\/(?:\d{1,15}|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
  if (first !== undefined && Number(first) === position) return position;
  await answer.abandon();
  throw answer.fault(`the response has no Content-Range that begins at ${position}`);
}
