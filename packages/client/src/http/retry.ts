import { setTimeout as delay } from 'node:timers/promises';
import { type OptionRules } from '@lading/core';
import { type ClientError, isClientError } from '../error/client-error.js';
import type { ConnectionError } from '../error/connection-error.js';
import { isResponseError } from '../error/response-error.js';
import type { Answer } from './answer.js';
import type { HttpRequest } from './exchange.js';
import { readResponseError } from './read-response-error.js';
import { retryAfterSeconds } from './retry-after.js';
import type { OnWait } from './retry-wait.js';

/** How often and how soon a request is sent again. */
export interface RetryOptions {
  /** Attempts, including the first; 1 turns retries off. */
  readonly attempts: number;
  /** The longest first wait; it doubles each time. */
  readonly firstDelayMilliseconds: number;
  /** The longest wait. A longer `Retry-After` ends the request with the error. */
  readonly longestDelayMilliseconds: number;
}

export const retryRules = {
  attempts: 'positive whole number?',
  firstDelayMilliseconds: 'non-negative number?',
  longestDelayMilliseconds: 'non-negative number?',
} as const satisfies OptionRules<Partial<RetryOptions>>;

/** The options, and a callback for each wait. */
export interface RetryRules extends RetryOptions {
  readonly onWait?: OnWait | undefined;
}

export const usualRetry: RetryOptions = {
  attempts: 5,
  firstDelayMilliseconds: 250,
  longestDelayMilliseconds: 30_000,
};

const temporaryStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same request may succeed a moment later. */
export function isTemporaryStatus(status: number): boolean {
  return temporaryStatuses.has(status);
}

/** Whether an error is that of a connection, and the same request may succeed a moment later. */
export function isTemporaryFailure(error: unknown): boolean {
  if (isClientError(error, 'timeout')) return true;
  return isClientError(error, 'connection') && (error as ConnectionError).isTemporary;
}

/** Full jitter, so that clients that failed together do not return together. */
export function backoffMilliseconds(failures: number, options: RetryOptions): number {
  const ceiling = Math.min(options.longestDelayMilliseconds, options.firstDelayMilliseconds * 2 ** (failures - 1));
  return Math.random() * ceiling;
}

/**
 * Waits before the next attempt, at least as long as `Retry-After` says. Rejects with the signal's reason, or with the failure
 * if the wait would be too long.
 */
export async function pauseBeforeRetry(
  failures: number,
  options: RetryRules,
  signal: AbortSignal | undefined,
  failure: unknown,
): Promise<void> {
  const asked = (isResponseError(failure) ? (failure.retryAfterSeconds ?? 0) : 0) * 1000;
  if (asked > options.longestDelayMilliseconds) throw failure;
  const milliseconds = asked + backoffMilliseconds(failures, options);
  if (isClientError(failure)) options.onWait?.({ failure, attempts: failures, milliseconds });
  await sleep(milliseconds, signal);
}

/** Sends a request until its response is final. A request that cannot be repeated is sent once. */
export async function withRetries(
  request: HttpRequest,
  options: RetryRules,
  send: (request: HttpRequest) => Promise<Answer>,
): Promise<Answer> {
  const attempts = request.body?.isRepeatable === false || request.method === 'PATCH' ? 1 : options.attempts;
  for (let failures = 1; ; failures += 1) {
    const mayRepeat = failures < attempts;
    let failure: ClientError | undefined;
    const answer = await send(request).catch((error: unknown) => {
      if (!mayRepeat || !isTemporaryFailure(error)) throw error;
      failure = error as ClientError;
      return undefined;
    });
    const wait = waitAfter(answer, failures, options);
    if (answer !== undefined && (!mayRepeat || wait === undefined)) return answer;
    failure ??= answer === undefined ? undefined : await readResponseError(answer);
    if (failure !== undefined) options.onWait?.({ failure, attempts: failures, milliseconds: wait ?? 0 });
    await sleep(wait ?? 0, request.signal);
  }
}

/** Undefined if the status is final, or the wait would be too long. */
function waitAfter(answer: Answer | undefined, failures: number, options: RetryOptions): number | undefined {
  const backoff = backoffMilliseconds(failures, options);
  if (answer === undefined) return backoff;
  if (!isTemporaryStatus(answer.status)) return undefined;
  const asked = (retryAfterSeconds(answer.headers.get('retry-after')) ?? 0) * 1000;
  return asked > options.longestDelayMilliseconds ? undefined : asked + backoff;
}

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
