import { type AccessState, type AccessStore, RegistryError } from '@lading/core';
import type { StoreClock } from '../clock/store-clock.js';
import type { AccessLog } from '../log/access-log.js';
import type { AccessView, LiveAccess } from './access-view.js';
import type { LiveState } from './live-state.js';

interface LiveViewOptions<View extends AccessView> {
  readonly store: Pick<AccessStore, 'readState' | 'watch'>;
  /** Each read sets it to the time of the store. */
  readonly storeClock: StoreClock;
  readonly makeView: (state: AccessState) => View;
  readonly log: AccessLog;
  /** How often the state is read, besides after each notice of the store. */
  readonly refreshSeconds: number;
  /** How old a view may become while the store cannot be read. */
  readonly staleSeconds: number;
  /** A clock that only goes forward, in milliseconds. */
  readonly clock?: () => number;
}

/**
 * Keeps the view of a store: it reads the state at the start, after each notice, and every few seconds, once at a time.
 *
 * If the store cannot be read, the last view remains in force for a limited time. Then all questions fail until the store can be
 * read again. Otherwise a broken connection to the database would keep revoked credentials valid. The registry loses little by
 * this, because it needs the same database to serve content.
 */
export class LiveView<View extends AccessView> implements LiveAccess, LiveState {
  readonly #options: LiveViewOptions<View>;
  readonly #clock: () => number;
  readonly #closed = new AbortController();
  #state: AccessState;
  #view: View;
  /** When the read began that has confirmed the view. */
  #readAt: number;
  #reading: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #hasFailed = false;

  /** @throws any error of the store: there is no view without a first one */
  static async start<View extends AccessView>(options: LiveViewOptions<View>): Promise<LiveView<View>> {
    const clock = options.clock ?? (() => performance.now());
    const readAt = clock();
    const state = await options.storeClock.follow(() => options.store.readState());
    return new LiveView(options, state, readAt, clock);
  }

  private constructor(options: LiveViewOptions<View>, state: AccessState, readAt: number, clock: () => number) {
    this.#options = options;
    this.#clock = clock;
    this.#state = state;
    this.#view = options.makeView(state);
    this.#readAt = readAt;
    const read = () => void this.refresh().catch(() => undefined);
    const timer = setInterval(read, options.refreshSeconds * 1000).unref();
    this.#closed.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    options.store.watch(read, this.#closed.signal);
    // A change between the first read and the watch has no notice.
    read();
  }

  /** @throws RegistryError `UNAVAILABLE` if the store could not be read for too long */
  get view(): View {
    if (this.ageSeconds <= this.#options.staleSeconds) return this.#view;
    throw new RegistryError('UNAVAILABLE', 'the access records cannot be read', {
      retryAfterSeconds: this.#options.refreshSeconds,
    });
  }

  /** The seconds since the view was last known to be that of the store. */
  get ageSeconds(): number {
    return (this.#clock() - this.#readAt) / 1000;
  }

  /**
   * Reads the state. A read that has begun before the call does not count, as it may miss a change before the call.
   * @throws any error of the store; the view is then as before
   */
  refresh(): Promise<void> {
    if (this.#reading === undefined) {
      this.#reading = this.#read().finally(() => {
        this.#reading = undefined;
      });
      return this.#reading;
    }
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.refresh();
      });
    return this.#next;
  }

  async readState(): Promise<AccessState> {
    await this.refresh();
    return this.#state;
  }

  /** Makes the view again from the state that was read last, because the files have changed. */
  remake(): void {
    this.#view = this.#options.makeView(this.#state);
  }

  /** Ends the timer and the watch. */
  close(): void {
    this.#closed.abort();
  }

  async #read(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const readAt = this.#clock();
    try {
      const { store, storeClock, makeView } = this.#options;
      const state = await storeClock.follow(() => store.readState());
      if (isNews(state, this.#state)) this.#view = makeView(state);
      this.#state = state;
      this.#readAt = readAt;
      if (this.#hasFailed) this.#options.log.info('the access records can be read again');
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#options.log.warn('the access records cannot be read now', { error });
      this.#hasFailed = true;
      throw error;
    }
  }
}

/**
 * Whether a new view is needed. A view itself ignores credentials that have expired. If the clock of the store goes back, the
 * state of the same change has more credentials.
 */
function isNews(state: AccessState, before: AccessState): boolean {
  const isOther = state.version !== before.version || state.stamp !== before.stamp;
  return isOther || state.credentials.length > before.credentials.length;
}
