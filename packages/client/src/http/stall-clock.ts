import { TimeoutError } from '../error/connection-error.js';

/** Aborts a request when the caller's signal fires, or when no bytes move for too long. */
export class StallClock {
  readonly #controller = new AbortController();
  readonly #onAbort: () => void;
  #timer: NodeJS.Timeout | undefined;
  #reason: unknown;
  #isStopped = false;

  constructor(
    private readonly milliseconds: number,
    private readonly caller: AbortSignal | undefined,
    private readonly where: { readonly method: string; readonly url: URL },
  ) {
    this.#onAbort = () => this.#abort(caller?.reason);
    caller?.addEventListener('abort', this.#onAbort, { once: true });
    if (caller?.aborted === true) this.#onAbort();
    else this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The reason of the abort; undefined before it. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Starts the time again: bytes moved, and more are expected. */
  touch(): void {
    if (this.signal.aborted || this.#isStopped) return;
    if (this.#timer !== undefined) this.#timer.refresh();
    else
      this.#timer = setTimeout(() => this.#abort(new TimeoutError(this.milliseconds, this.where)), this.milliseconds);
  }

  /** Stops the time while the caller works. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends the clock for good. The source of a body may touch it later, without effect. */
  stop(): void {
    this.#isStopped = true;
    this.pause();
    this.caller?.removeEventListener('abort', this.#onAbort);
  }

  #abort(reason: unknown): void {
    if (this.#controller.signal.aborted) return;
    this.#reason = reason;
    this.pause();
    this.#controller.abort(reason);
  }
}
