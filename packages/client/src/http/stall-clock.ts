import { TimeoutError } from '../error/connection-error.js';

/** Aborts a request when the caller says so, or when nothing has moved for too long. */
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

  /** Why it aborted, undefined while it has not. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Something moved, and more is awaited. */
  touch(): void {
    if (this.signal.aborted || this.#isStopped) return;
    if (this.#timer !== undefined) this.#timer.refresh();
    else
      this.#timer = setTimeout(() => this.#abort(new TimeoutError(this.milliseconds, this.where)), this.milliseconds);
  }

  /** The other side is not the one that is awaited: time that the caller takes does not count. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The exchange is over. The source of a body may still be at its last piece, and starts nothing any more. */
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
