import type { ClientError } from '../error/client-error.js';

/** A request failed, and will be sent again after a wait. */
export interface RetryWait {
  /** The failure: a `ResponseError`, a `ConnectionError` or a `TimeoutError`. It has the method and the address. */
  readonly failure: ClientError;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly milliseconds: number;
}

export type OnWait = (wait: RetryWait) => void;
