/** Work in parts. When one part fails, the signal stops the others. */
export class JointWork {
  readonly #stop = new AbortController();
  /** Fires when a part fails, or when the caller's signal fires. */
  readonly signal: AbortSignal;

  constructor(caller?: AbortSignal) {
    this.signal = caller === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, caller]);
  }

  /** Runs the work for each item, and waits for all. Rejects with the reason of the signal if one failed. */
  async each<Item, Result>(
    items: readonly Item[],
    work: (item: Item, index: number) => Promise<Result>,
  ): Promise<readonly Result[]> {
    const running = items.map((item, index) =>
      work(item, index).catch((error: unknown) => {
        this.#stop.abort(error);
        throw error;
      }),
    );
    const outcomes = await Promise.allSettled(running);
    if (outcomes.some(({ status }) => status === 'rejected')) throw this.signal.reason;
    return Promise.all(running);
  }
}
