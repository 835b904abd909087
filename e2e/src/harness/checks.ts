import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportsDirectory } from './paths.js';

/** Tests that another program ran: how many passed, and the titles of those that failed. */
export interface ForeignTests {
  readonly passed: number;
  readonly failures: readonly string[];
}

/** Runs an action as one row of a report. */
export type RunCheck = <Result>(title: string, action: () => Result | Promise<Result>) => Promise<Result | undefined>;

/**
 * The rows of one check. A failed row is printed and the rest goes on: one run finds every fault. `finish` writes the
 * figures to `reports/<name>.json`, which `.ci/run` adds up.
 */
export class Checks {
  readonly #name: string;
  readonly #failures: string[] = [];
  #passed = 0;

  constructor(name: string) {
    this.#name = name;
  }

  pass(title: string): void {
    this.#passed += 1;
    console.log(`  ok      ${title}`);
  }

  fail(title: string, reason: unknown): void {
    this.#failures.push(title);
    console.log(`  NOT OK  ${title}\n          ${describe(reason).split('\n').join('\n          ')}`);
  }

  note(text: string): void {
    console.log(`          ${text}`);
  }

  /** Runs one row. Returns the result of the action, or `undefined` if it failed. */
  readonly check: RunCheck = async (title, action) => {
    try {
      const result = await action();
      this.pass(title);
      return result;
    } catch (error) {
      this.fail(title, error);
      return undefined;
    }
  };

  add(tests: ForeignTests): void {
    this.#passed += tests.passed;
    this.#failures.push(...tests.failures);
  }

  /** Ends the process: with 0 if rows passed and none failed, otherwise with 1. */
  finish(): never {
    const figures = { passed: this.#passed, failed: this.#failures.length, failures: this.#failures };
    mkdirSync(reportsDirectory, { recursive: true });
    writeFileSync(join(reportsDirectory, `${this.#name}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
    console.log(`  ${this.#name}: ${figures.passed} ok, ${figures.failed} not ok`);
    process.exit(figures.failed === 0 && figures.passed > 0 ? 0 : 1);
  }
}

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
