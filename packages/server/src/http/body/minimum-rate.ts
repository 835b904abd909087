import type { RegistrySettings } from '../../settings/registry-settings.js';
import { HttpError } from '../error/http-error.js';

/** How fast a client has to send a body. */
export interface MinimumRate {
  /** Bytes per second. */
  readonly bytesPerSecond: number;
  /** Seconds over which the rate is averaged. A client may pause for that time. */
  readonly windowSeconds: number;
}

/** The minimum rate from the settings of a registry. */
export function minimumRateOf(
  settings: Pick<RegistrySettings, 'minimumBodyRate' | 'bodyRateWindowSeconds'>,
): MinimumRate {
  return { bytesPerSecond: settings.minimumBodyRate, windowSeconds: settings.bodyRateWindowSeconds };
}

/**
 * Checks that one body arrives at a minimum rate.
 *
 * A body starts with a credit of the bytes of one window. Waiting for the client uses up the credit, and bytes restore it, up
 * to its initial value. Time in which the registry processes earlier bytes does not count. The credit is checked when bytes
 * arrive; if no more arrive, the idle timeout ends the connection.
 */
export class RateCheck {
  readonly #rate: MinimumRate;
  readonly #now: () => number;
  #creditBytes: number;
  #waitingSince = 0;

  /** @param now a clock in milliseconds */
  constructor(rate: MinimumRate, now = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#creditBytes = rate.bytesPerSecond * rate.windowSeconds;
  }

  /** Starts a wait for the client. */
  wait(): void {
    this.#waitingSince = this.#now();
  }

  /** @throws HttpError 408 if the client is too slow */
  receive(bytes: number): void {
    const { bytesPerSecond, windowSeconds } = this.#rate;
    const waitedSeconds = (this.#now() - this.#waitingSince) / 1000;
    const creditBytes = this.#creditBytes - waitedSeconds * bytesPerSecond + bytes;
    this.#creditBytes = Math.min(windowSeconds * bytesPerSecond, creditBytes);
    if (creditBytes >= 0) return;
    throw new HttpError(
      408,
      'UNSUPPORTED',
      `the body arrives at less than ${bytesPerSecond} bytes per second over ${windowSeconds} seconds`,
      { headers: { Connection: 'close' } },
    );
  }
}
