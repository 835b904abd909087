import { testNameOf } from '../case.js';
import { runCase, type TestRunner } from '../test-runner.js';
import { missingFeatures } from './registry-case.js';
import { registryCases } from './registry-cases.js';
import { RegistryContext, type RegistryUnderTest } from './registry-context.js';
import { standardFeatures } from './registry-feature.js';
import type { RunOptions } from './run-registry-cases.js';

/** What the suite of a registry needs of a test runner: it starts one registry for all its tests. */
export interface RegistryTestRunner extends TestRunner {
  afterAll(body: () => Promise<void>): void;
  /** Names a test that does not apply. A runner that has nothing for it leaves it out, and such a test is only named. */
  skip?(name: string): void;
}

export interface DescribeRegistryOptions extends RunOptions {
  /** The runner's functions; those that the test file sees unless told otherwise. */
  readonly runner?: RegistryTestRunner;
}

const usualTimeoutMilliseconds = 60_000;

/**
 * Declares one test per case of the HTTP API against one registry, which is started before the first and disposed of
 * after the last. Cases never see each other's repositories. A case that needs what `features` lacks is skipped by name.
 */
export function describeRegistry(
  name: string,
  create: () => Promise<RegistryUnderTest>,
  { features = standardFeatures, cases = registryCases, runner = globalRunner() }: DescribeRegistryOptions = {},
): void {
  let started: Promise<RegistryUnderTest> | undefined;
  const start = () => {
    started ??= create();
    return started;
  };
  runner.describe(name, () => {
    runner.afterAll(async () => {
      await (await started)?.dispose?.();
    });
    for (const oneCase of cases) {
      const lacking = missingFeatures(oneCase, features);
      if (lacking.length > 0) {
        runner.skip?.(`${testNameOf(oneCase)} (needs ${lacking.join(', ')})`);
        continue;
      }
      const run = () => runCase(oneCase, async () => new RegistryContext(await start(), features));
      runner.it(testNameOf(oneCase), run, oneCase.timeoutMilliseconds ?? usualTimeoutMilliseconds);
    }
  });
}

type It = RegistryTestRunner['it'] & { readonly skip?: (name: string, body: () => void) => void };

/** The functions that the running test file sees, so that this package depends on no runner. */
function globalRunner(): RegistryTestRunner {
  const { describe, it, afterAll } = globalThis as Partial<Omit<RegistryTestRunner, 'it'>> & { readonly it?: It };
  if (describe === undefined || it === undefined || afterAll === undefined)
    throw new TypeError('there is no global describe, it and afterAll here: pass a runner');
  return { describe, it, afterAll, skip: (name) => it.skip?.(name, () => {}) };
}
