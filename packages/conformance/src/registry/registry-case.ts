import type { ConformanceCase } from '../case.js';
import type { RegistryContext } from './registry-context.js';
import type { RegistryFeature } from './registry-feature.js';

/**
 * How binding a promise is: `must` where the specification or both official suites demand it, `should` where they
 * recommend it or common clients need it, `choice` where they leave it open and this is what Lading chose.
 */
export type Strength = 'must' | 'should' | 'choice';

/** One promise of the HTTP API. */
export interface RegistryCase extends ConformanceCase<RegistryContext> {
  readonly strength: Strength;
  /** Features that a registry must have for the promise to apply. */
  readonly needs?: readonly RegistryFeature[];
}

/** The features that a case needs and a registry lacks; none means that the case applies. */
export function missingFeatures(
  { needs = [] }: RegistryCase,
  features: readonly RegistryFeature[],
): readonly RegistryFeature[] {
  return needs.filter((need) => !features.includes(need));
}

/** Puts the subject's word before each id, and says once what all cases of a subject need. */
export function casesOf(
  subject: string,
  cases: readonly RegistryCase[],
  needs: readonly RegistryFeature[] = [],
): readonly RegistryCase[] {
  return cases.map((each) => ({
    ...each,
    id: `${subject}/${each.id}`,
    requirements: [...new Set(each.requirements)],
    needs: [...needs, ...(each.needs ?? [])],
  }));
}
