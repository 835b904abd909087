/** Timers of one length cost less than timers of many, so that the rest of a limit is rounded up. */
const stepMilliseconds = 100;

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
    return Math.max(1, Math.ceil((this.#end - performance.now()) / stepMilliseconds)) * stepMilliseconds;
  }
}
