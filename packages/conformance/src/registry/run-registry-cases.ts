import { checkOptions, type OptionRules } from '@lading/core';
import { runCase } from '../run/run-case.js';
import type { Exchange } from './http/exchange.js';
import { missingFeatures, type RegistryCase } from './registry-case.js';
import { registryCases } from './registry-cases.js';
import { RegistryContext, type RegistryUnderTest } from './registry-context.js';
import { type RegistryFeature, standardFeatures } from './registry-feature.js';

/** What became of one case. */
export type CaseResult =
  | { readonly case: RegistryCase; readonly outcome: 'passed'; readonly milliseconds: number }
  | {
      readonly case: RegistryCase;
      readonly outcome: 'failed';
      readonly milliseconds: number;
      readonly error: unknown;
      /** The last requests and answers over HTTP, without secrets. */
      readonly exchanges: readonly Exchange[];
    }
  /** The registry lacks these features, so that the case says nothing about it. */
  | { readonly case: RegistryCase; readonly outcome: 'skipped'; readonly lacking: readonly RegistryFeature[] };

export interface RunOptions {
  /** The features of the registry; those of Lading with its default configuration if absent. */
  readonly features?: readonly RegistryFeature[] | undefined;
  /** The cases to run; all unless told otherwise. */
  readonly cases?: readonly RegistryCase[] | undefined;
  /** The time limit of a case; 60 s if absent. A few cases have a longer limit of their own. */
  readonly timeoutMilliseconds?: number | undefined;
}

export const runRules = {
  features: 'array?',
  cases: 'array?',
  timeoutMilliseconds: 'positive number?',
} as const satisfies OptionRules<RunOptions>;

export interface RunTogetherOptions extends RunOptions {
  /** How many cases run at a time; one unless told otherwise. */
  readonly parallel?: number | undefined;
}

const rules = { ...runRules, parallel: 'positive whole number?' } as const satisfies OptionRules<RunTogetherOptions>;

/** Runs cases against a registry that is there already, which is not stopped afterwards. Results come in the cases' order. */
export async function* runRegistryCases(
  registry: RegistryUnderTest,
  options: RunTogetherOptions = {},
): AsyncGenerator<CaseResult> {
  checkOptions('runRegistryCases', options, rules);
  const { features = standardFeatures, cases = registryCases, parallel = 1, timeoutMilliseconds } = options;
  const running: Promise<CaseResult>[] = [];
  for (const oneCase of cases) {
    running.push(runOne(registry, oneCase, features, timeoutMilliseconds));
    if (running.length >= parallel) yield (await running.shift()) as CaseResult;
  }
  for (const result of running) yield await result;
}

async function runOne(
  registry: RegistryUnderTest,
  oneCase: RegistryCase,
  features: readonly RegistryFeature[],
  timeoutMilliseconds: number | undefined,
): Promise<CaseResult> {
  const lacking = missingFeatures(oneCase, features);
  if (lacking.length > 0) return { case: oneCase, outcome: 'skipped', lacking };
  const context = new RegistryContext(registry, features);
  const start = performance.now();
  try {
    await runCase(oneCase, async () => context, timeoutMilliseconds);
    return { case: oneCase, outcome: 'passed', milliseconds: performance.now() - start };
  } catch (error) {
    const milliseconds = performance.now() - start;
    return { case: oneCase, outcome: 'failed', milliseconds, error, exchanges: context.exchanges };
  }
}
