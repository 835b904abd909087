import { AccessStoreError } from '@lading/core';

/** Runs the steps of a change one after the other, and records the failures that end its transaction. */
export class ChangeSteps {
  #last: Promise<unknown> = Promise.resolve();
  readonly #failures: unknown[] = [];

  run<Result>(step: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(step);
    this.#last = result.catch((error) => {
      if (!(error instanceof AccessStoreError)) this.#failures.push(error);
    });
    return result;
  }

  /** Waits for all steps, and rejects with the failure of the first that failed, even if the change has caught it. */
  async end(): Promise<void> {
    await this.#last;
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
