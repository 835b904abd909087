import { checkOptions, type OptionRules } from '@lading/core';
import { type ConformanceCase, testNameOf } from './case.js';
import { type Fixture, runCase, timeLimitOf } from './run/run-case.js';

/** What a suite needs of jest, vitest, mocha or node:test. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  /** A runner with no use for the time limit leaves it out. */
  it(name: string, body: () => Promise<void>, timeoutMilliseconds?: number): void;
}

/** The options of every suite. */
export interface DescribeOptions {
  /** The global `describe` and `it` if absent. */
  readonly runner?: TestRunner | undefined;
  /** The time limit of a case, and of the start and the end of its fixture; 60 s if absent. A few cases have a longer limit. */
  readonly timeoutMilliseconds?: number | undefined;
}

export const describeRules = {
  runner: 'object?',
  timeoutMilliseconds: 'positive number?',
} as const satisfies OptionRules<DescribeOptions>;

/**
 * Declares one test per case. Each gets its own fixture, which is disposed of whether it passes or fails. A case that takes
 * longer than its limit fails, and the others run.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeCases<Context extends Fixture>(
  name: string,
  cases: readonly ConformanceCase<Context>[],
  create: () => Promise<Context>,
  options: DescribeOptions = {},
): void {
  checkOptions('describeCases', options, describeRules);
  const { runner = globalRunner(), timeoutMilliseconds } = options;
  runner.describe(name, () => {
    for (const oneCase of cases) {
      const run = () => runCase(oneCase, create, timeoutMilliseconds);
      runner.it(testNameOf(oneCase), run, runnerLimitOf(oneCase, timeoutMilliseconds));
    }
  });
}

/** The time limit for the runner: longer than ours, because our message names the slow step. */
export function runnerLimitOf(oneCase: ConformanceCase<never>, timeoutMilliseconds: number | undefined): number {
  return 3 * timeLimitOf(oneCase, timeoutMilliseconds) + 5_000;
}

/** The `describe` and `it` that the running test file sees, so that this package depends on no runner. */
function globalRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  if (describe === undefined || it === undefined)
    throw new TypeError('there is no global describe and it here: pass a runner');
  return { describe, it };
}
