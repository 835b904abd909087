import type { Configuration } from '../configuration/configuration-schema.js';

/** What closing may need, over the time that transfers are given. What is not closed then is not going to be. */
const closingMilliseconds = 10_000;

/** How long a stop may take at most. */
export function longestStop({ stopDelaySeconds, stopTimeoutSeconds }: Configuration): number {
  return (stopDelaySeconds + stopTimeoutSeconds) * 1000 + closingMilliseconds;
}

/** A registry that serves requests, in this process or in several. */
export interface Service {
  /** The port that it listens on. */
  readonly port: number;
  /** Lets transfers finish and frees everything. Once `now` fires it does not wait for them. */
  stop(now: AbortSignal): Promise<void>;
}
