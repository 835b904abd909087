/** Timers of one length cost less than timers of many, so that the rest of a limit is rounded up. */
const stepMilliseconds = 100;

/** A timer of Node, and a time limit of PostgreSQL, hold no more. */
export const longestMilliseconds = 2_147_483_647;

/** How long a call may take altogether, from now on. */
export class TimeLimit {
  readonly #seconds: number;
  #end: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#end = performance.now() + seconds * 1000;
  }

  /** Gives the whole time once more, from now on. */
  restart(): void {
    this.#end = performance.now() + this.#seconds * 1000;
  }

  /** What is left of it. It is never 0, which pg takes for no limit. */
  get milliseconds(): number {
    const left = Math.ceil((this.#end - performance.now()) / stepMilliseconds) * stepMilliseconds;
    return Math.min(Math.max(stepMilliseconds, left), longestMilliseconds);
  }
}
