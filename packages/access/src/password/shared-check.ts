/** A check of a password that several requests wait for. It is given up when the last of them has left. */
export class SharedCheck {
  readonly verdict: Promise<boolean>;
  readonly #controller = new AbortController();
  #waiting = 0;

  constructor(verify: (signal: AbortSignal) => Promise<boolean>) {
    this.verdict = verify(this.#controller.signal);
  }

  /** Whether all requests have left. */
  get isGivenUp(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits for the verdict. If there is no signal, the request never leaves. */
  async wait(signal: AbortSignal | undefined): Promise<boolean> {
    this.#waiting += 1;
    const leave = () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#controller.abort(signal?.reason);
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    try {
      return await this.verdict;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }
}
