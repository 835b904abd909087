import { runCase } from '../test-runner.js';
import { missingFeatures, type RegistryCase } from './registry-case.js';
import { registryCases } from './registry-cases.js';
import { RegistryContext, type RegistryUnderTest } from './registry-context.js';
import { type RegistryFeature, standardFeatures } from './registry-feature.js';

/** What became of one case. */
export type CaseResult =
  | { readonly case: RegistryCase; readonly outcome: 'passed'; readonly milliseconds: number }
  | { readonly case: RegistryCase; readonly outcome: 'failed'; readonly milliseconds: number; readonly error: unknown }
  /** The registry lacks these features, so that the case says nothing about it. */
  | { readonly case: RegistryCase; readonly outcome: 'skipped'; readonly lacking: readonly RegistryFeature[] };

export interface RunOptions {
  /** What the registry promises; what Lading promises as it comes, unless told otherwise. */
  readonly features?: readonly RegistryFeature[];
  /** The cases to run; all unless told otherwise. */
  readonly cases?: readonly RegistryCase[];
}

/** Runs cases one after the other against a registry that is there already, which is not stopped afterwards. */
export async function* runRegistryCases(
  registry: RegistryUnderTest,
  { features = standardFeatures, cases = registryCases }: RunOptions = {},
): AsyncGenerator<CaseResult> {
  for (const oneCase of cases) {
    const lacking = missingFeatures(oneCase, features);
    if (lacking.length > 0) {
      yield { case: oneCase, outcome: 'skipped', lacking };
      continue;
    }
    const start = performance.now();
    try {
      await runCase(oneCase, async () => new RegistryContext(registry, features));
      yield { case: oneCase, outcome: 'passed', milliseconds: performance.now() - start };
    } catch (error) {
      yield { case: oneCase, outcome: 'failed', milliseconds: performance.now() - start, error };
    }
  }
}
