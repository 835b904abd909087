import { type ConformanceCase, testNameOf } from './case.js';

/** What a suite needs of jest, vitest, mocha or node:test. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  /** A runner with no use for the time limit leaves it out. */
  it(name: string, body: () => Promise<void>, timeoutMilliseconds?: number): void;
}

/** What a case is run against, made anew for each case. */
export interface Fixture {
  dispose(): Promise<void>;
}

const usualTimeoutMilliseconds = 60_000;

/** Declares one test per case. Each gets a fixture of its own, which is disposed of whatever the outcome. */
export function describeCases<Context extends Fixture>(
  name: string,
  cases: readonly ConformanceCase<Context>[],
  create: () => Promise<Context>,
  runner: TestRunner = globalRunner(),
): void {
  runner.describe(name, () => {
    for (const oneCase of cases) {
      const timeoutMilliseconds = oneCase.timeoutMilliseconds ?? usualTimeoutMilliseconds;
      runner.it(testNameOf(oneCase), () => runCase(oneCase, create), timeoutMilliseconds);
    }
  });
}

/** Runs one case against a fixture of its own. */
export async function runCase<Context extends Fixture>(
  oneCase: ConformanceCase<Context>,
  create: () => Promise<Context>,
): Promise<void> {
  const context = await create();
  try {
    await oneCase.run(context);
  } finally {
    await context.dispose();
  }
}

/** The `describe` and `it` that the running test file sees, so that this package depends on no runner. */
function globalRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  if (describe === undefined || it === undefined)
    throw new TypeError('there is no global describe and it here: pass a runner');
  return { describe, it };
}
