import { RegistryError } from '@lading/core';
import type { RegistryLimits } from '../registry.options.js';

/** How fast a client has to send a body. */
export interface MinimumRate {
  /** Bytes per second; 0 for no minimum. */
  readonly bytesPerSecond: number;
  /** Seconds over which the rate is averaged. A client may pause for so long. */
  readonly windowSeconds: number;
}

/** The minimum rate that the limits of a registry set. */
export function minimumRateOf(limits: Pick<RegistryLimits, 'bodyBytesPerSecond' | 'bodyRateSeconds'>): MinimumRate {
  return { bytesPerSecond: limits.bodyBytesPerSecond, windowSeconds: limits.bodyRateSeconds };
}

/**
 * Checks that one body arrives at a minimum rate.
 *
 * A body starts with a credit of `windowSeconds`. Waiting for the client uses up the credit, and bytes restore it, up to its
 * initial value. Time in which the registry processes earlier bytes does not count. The credit is checked when bytes
 * arrive; if no more arrive, the idle timeout ends the connection.
 */
export class RateCheck {
  readonly #rate: MinimumRate;
  readonly #now: () => number;
  #creditSeconds: number;
  #waitingSince = 0;

  /** @param now a clock in milliseconds */
  constructor(rate: MinimumRate, now = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#creditSeconds = rate.windowSeconds;
  }

  /** Starts a wait for the client. */
  wait(): void {
    this.#waitingSince = this.#now();
  }

  /** @throws RegistryError `UNSUPPORTED` with status 408 if the client is too slow */
  receive(bytes: number): void {
    const { bytesPerSecond, windowSeconds } = this.#rate;
    if (bytesPerSecond === 0) return;
    const waitedSeconds = (this.#now() - this.#waitingSince) / 1000;
    const creditSeconds = this.#creditSeconds - waitedSeconds + bytes / bytesPerSecond;
    this.#creditSeconds = Math.min(windowSeconds, creditSeconds);
    if (creditSeconds >= 0) return;
    throw new RegistryError(
      'UNSUPPORTED',
      `the body arrives at less than ${bytesPerSecond} bytes per second over ${windowSeconds} seconds`,
      { status: 408, headers: { Connection: 'close' } },
    );
  }
}
