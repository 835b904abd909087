/** How long a call may take altogether, from now on. */
export class TimeLimit {
  readonly #end: number;

  constructor(seconds: number) {
    this.#end = performance.now() + seconds * 1000;
  }

  /** What is left of it; at least 1, since no time at all means no limit to pg. */
  get milliseconds(): number {
    return Math.max(1, Math.ceil(this.#end - performance.now()));
  }
}
