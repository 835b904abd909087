import type { ClientError } from '../error/client-error.js';

/** A request failed, and goes again after a wait. */
export interface RetryWait {
  /** What failed: a `ResponseError` with its status, or the connection. It tells the request and its address. */
  readonly failure: ClientError;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly milliseconds: number;
}

export type OnWait = (wait: RetryWait) => void;
