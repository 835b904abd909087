import { RecentMap } from '../recent/recent-map.js';

const windowMilliseconds = 60_000;
const mostKeys = 10_000;

interface Window {
  readonly begunAt: number;
  count: number;
}

/** How many events are admitted in a minute. */
interface MostEvents {
  readonly ofKind: number;
  /** Of all kinds together; no limit if absent. */
  readonly inAll?: number | undefined;
}

/** The most refusals of one sort that the audit gets in a minute. One client, or a client with many addresses, must not fill it. */
export const mostRefusalsPerMinute = { ofKind: 20, inAll: 1000 } as const;

/** Admits a limited number of events a minute, so nobody can fill the audit with events that they cause. */
export class EventLimit {
  readonly #most: MostEvents;
  readonly #now: () => number;
  readonly #windows = new RecentMap<string, Window>(mostKeys);
  #inAll: Window = { begunAt: -Infinity, count: 0 };

  /** @param now milliseconds since 1970 */
  constructor(most: MostEvents, now: () => number = Date.now) {
    this.#most = most;
    this.#now = now;
  }

  /** @param parts the kind of the event: events with equal parts share one limit */
  admits(...parts: readonly (string | undefined)[]): boolean {
    const { ofKind, inAll = Infinity } = this.#most;
    const key = JSON.stringify(parts);
    const window = this.#current(this.#windows.get(key));
    this.#windows.set(key, window);
    window.count += 1;
    if (window.count > ofKind) return false;
    this.#inAll = this.#current(this.#inAll);
    this.#inAll.count += 1;
    return this.#inAll.count <= inAll;
  }

  /** The window, or a new one if it is over. */
  #current(window: Window | undefined): Window {
    const now = this.#now();
    return window === undefined || now - window.begunAt >= windowMilliseconds ? { begunAt: now, count: 0 } : window;
  }
}
