import { RegistryError } from '@lading/core';
import { HashingPlaces, type WaitingTask } from './hashing-places.js';

/** The most passwords that are hashed at once, and the most that wait for their turn. */
const hashingLimits = { running: 2, waiting: 32 } as const;

/** The time after which the waiting hashes are done, if each takes 0.1 s. */
const retryAfterSeconds = 2;

/** How a task waits for its turn. */
export interface HashingTurn {
  /** The network of the client. Networks take turns, so a task does not wait for all earlier tasks of other networks. */
  readonly network?: string | undefined;
  /** When it fires, the task leaves its place. A task that has begun goes on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets few tasks run at once and a bounded number wait. Networks take turns. If all places are taken, a task of a network with
 * fewer places takes one from the network that has the most.
 */
export class HashingQueue {
  #running = 0;
  readonly #waiting = new HashingPlaces();

  /**
   * @throws RegistryError `TOOMANYREQUESTS` if too many wait
   * @throws the reason of the signal, if it fires before the task begins
   */
  async run<Result>(task: () => Promise<Result>, turn: HashingTurn = {}): Promise<Result> {
    await this.#turn(turn);
    try {
      return await task();
    } finally {
      this.#passOn();
    }
  }

  /** Resolves at once if nothing waits, otherwise when a task that has ended leaves its place to this one. */
  async #turn({ network = '', signal }: HashingTurn): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < hashingLimits.running) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.size >= hashingLimits.waiting) {
      const displaced = this.#waiting.displaceFor(network);
      if (displaced === undefined) throw tooManyPasswords();
      displaced.refuse();
    }
    await this.#wait(network, signal);
  }

  #wait(network: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(network, task);
        reject(signal?.reason);
      };
      const task: WaitingTask = {
        begin: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
        refuse: () => {
          signal?.removeEventListener('abort', leave);
          reject(tooManyPasswords());
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(network, task);
    });
  }

  #passOn(): void {
    const next = this.#waiting.next();
    if (next === undefined) this.#running -= 1;
    else next.begin();
  }
}

export function tooManyPasswords(): RegistryError {
  return new RegistryError('TOOMANYREQUESTS', 'too many passwords are being checked; try again soon', {
    retryAfterSeconds,
  });
}
