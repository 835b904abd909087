/** The remaining time is rounded up to a multiple of this, because timers of few different lengths cost less. */
const stepMilliseconds = 100;

/** The maximum of a timer of Node and of a time limit of PostgreSQL. */
export const longestMilliseconds = 2_147_483_647;

/** The time limit of a whole call, which begins now. */
export class TimeLimit {
  readonly #seconds: number;
  #end: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#end = performance.now() + seconds * 1000;
  }

  /** Starts the whole limit again. */
  restart(): void {
    this.#end = performance.now() + this.#seconds * 1000;
  }

  /** The remaining time. It is never 0, which pg treats as no limit. */
  get milliseconds(): number {
    const left = Math.ceil((this.#end - performance.now()) / stepMilliseconds) * stepMilliseconds;
    return Math.min(Math.max(stepMilliseconds, left), longestMilliseconds);
  }
}
