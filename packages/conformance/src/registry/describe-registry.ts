import { checkOptions, type OptionRules } from '@lading/core';
import { testNameOf } from '../case.js';
import { checkedFixtures } from '../run/check-fixture.js';
import { runCase } from '../run/run-case.js';
import { runnerLimitOf, type TestRunner } from '../test-runner.js';
import { missingFeatures } from './registry-case.js';
import { registryCases } from './registry-cases.js';
import { RegistryContext, type RegistryUnderTest, registryRules } from './registry-context.js';
import { standardFeatures } from './registry-feature.js';
import { type RunOptions, runRules } from './run-registry-cases.js';

/** What the suite of a registry needs of a test runner: it starts one registry for all its tests. */
export interface RegistryTestRunner extends TestRunner {
  afterAll(body: () => Promise<void>): void;
  /** Names a test that does not apply. A runner that has nothing for it leaves it out, and such a test is only named. */
  skip?(name: string): void;
}

export interface DescribeRegistryOptions extends RunOptions {
  /** The runner's functions; those that the test file sees unless told otherwise. */
  readonly runner?: RegistryTestRunner | undefined;
}

const rules = { ...runRules, runner: 'object?' } as const satisfies OptionRules<DescribeRegistryOptions>;

/**
 * Declares one test per case of the HTTP API against one registry, which is started before the first and disposed of
 * after the last. Cases never see each other's repositories. A case that needs what `features` lacks is skipped by name.
 * @throws TypeError that names an unknown or wrong option
 */
export function describeRegistry(
  name: string,
  create: () => Promise<RegistryUnderTest>,
  options: DescribeRegistryOptions = {},
): void {
  checkOptions('describeRegistry', options, rules);
  const { features = standardFeatures, cases = registryCases, runner = globalRunner(), timeoutMilliseconds } = options;
  const createChecked = checkedFixtures('describeRegistry', create, registryRules);
  let started: Promise<RegistryUnderTest> | undefined;
  const start = () => {
    started ??= createChecked();
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
      const createContext = async () => new RegistryContext(await start(), features);
      const run = () => runCase(oneCase, createContext, timeoutMilliseconds);
      runner.it(testNameOf(oneCase), run, runnerLimitOf(oneCase, timeoutMilliseconds));
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
