import type { RepositoryName } from '@lading/core';
import { unavailableBecause } from '../connection/failure.js';

/**
 * Lets the changes of a repository that lock it wait for one another in this process before they take a connection. If they
 * all waited for that lock, one slow check could keep every connection of the pool from other requests.
 */
export class CheckTurns {
  readonly #last = new Map<RepositoryName, Promise<unknown>>();

  /** @param waitSeconds the limit of a wait for a turn */
  constructor(private readonly waitSeconds: number) {}

  /**
   * Makes a change. If it locks its repository, those that came before it end first.
   * @throws RegistryError `UNAVAILABLE` if its turn does not come in time
   */
  take<Result>(repository: RepositoryName, locks: boolean, change: () => Promise<Result>): Promise<Result> {
    if (!locks) return change();
    const before = this.#last.get(repository) ?? Promise.resolve();
    const result = inTime(before, this.waitSeconds).then(change);
    const ended = Promise.allSettled([before, result]).then(() => {
      if (this.#last.get(repository) === ended) this.#last.delete(repository);
    });
    this.#last.set(repository, ended);
    return result;
  }
}

async function inTime(turn: Promise<unknown>, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(unavailableBecause(new Error('other changes of the repository take too long')));
    timer = setTimeout(giveUp, seconds * 1000);
  });
  try {
    await Promise.race([turn, late]);
  } finally {
    clearTimeout(timer);
  }
}
