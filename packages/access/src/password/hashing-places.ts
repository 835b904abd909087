/** A task that waits for its turn. */
export interface WaitingTask {
  begin(): void;
  refuse(): void;
}

/**
 * Waiting tasks in several shares. The shares take turns, so a share with many tasks does not delay the others. The tasks of one
 * share keep their order.
 */
export class HashingPlaces {
  /** The first share has the next turn. */
  readonly #shares = new Map<string, WaitingTask[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(share: string, task: WaitingTask): void {
    const tasks = this.#shares.get(share);
    if (tasks === undefined) this.#shares.set(share, [task]);
    else tasks.push(task);
    this.#size += 1;
  }

  delete(share: string, task: WaitingTask): void {
    const tasks = this.#shares.get(share) ?? [];
    const at = tasks.indexOf(task);
    if (at === -1) return;
    tasks.splice(at, 1);
    if (tasks.length === 0) this.#shares.delete(share);
    this.#size -= 1;
  }

  /** Removes the next task, and returns it. */
  next(): WaitingTask | undefined {
    for (const [share, tasks] of this.#shares) {
      const task = tasks.shift();
      this.#shares.delete(share);
      if (tasks.length > 0) this.#shares.set(share, tasks);
      this.#size -= 1;
      return task;
    }
    return undefined;
  }

  /**
   * Removes the last task of the largest share, to make room for a task of a share that has fewer.
   * @returns undefined if the share would then have as many as the largest
   */
  displaceFor(share: string): WaitingTask | undefined {
    let largest: readonly [string, WaitingTask[]] = [share, []];
    for (const each of this.#shares) if (each[1].length > largest[1].length) largest = each;
    const own = this.#shares.get(share)?.length ?? 0;
    const task = own + 1 < largest[1].length ? largest[1].at(-1) : undefined;
    if (task !== undefined) this.delete(largest[0], task);
    return task;
  }
}
