import type { Configuration } from '../configuration/configuration-schema.js';

/** The time for closing connections and stores after the transfers. Then the process ends anyway. */
const closingMilliseconds = 10_000;

/** The longest duration of a stop in milliseconds. */
export function longestStop({ stopDelaySeconds, stopTimeoutSeconds }: Configuration): number {
  return (stopDelaySeconds + stopTimeoutSeconds) * 1000 + closingMilliseconds;
}

/** A registry that serves requests, in this process or in several. */
export interface Service {
  /** The port that it listens on. */
  readonly port: number;
  /** Waits for running transfers and closes everything. When `now` fires, it no longer waits for transfers. */
  stop(now: AbortSignal): Promise<void>;
}
