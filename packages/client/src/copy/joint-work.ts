/** Work that succeeds as a whole or not at all: when one part of it fails, the others are told to stop. */
export class JointWork {
  readonly #stop = new AbortController();
  /** For all parts: fires where one has failed, or where the caller's signal does. */
  readonly signal: AbortSignal;

  constructor(caller?: AbortSignal) {
    this.signal = caller === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, caller]);
  }

  /** Does a thing for each item. Whatever becomes of them, it waits for all; it rejects with what stopped the work. */
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
