import type { Exchange } from '../registry/http/exchange.js';
import { withoutSecrets } from '../registry/http/exchange.js';
import type { Strength } from '../registry/registry-case.js';
import { type RegistryCategory, registryCategories } from '../registry/registry-cases.js';
import type { RegistryFeature } from '../registry/registry-feature.js';
import type { CaseResult } from '../registry/run-registry-cases.js';

/** What became of a case, as results.json has it. */
export interface ReportedCase {
  readonly id: string;
  readonly title: string;
  readonly category: RegistryCategory;
  readonly strength: Strength;
  readonly requirements: readonly string[];
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly milliseconds?: number;
  /** The request, the answer, and the expected answer. */
  readonly failure?: string;
  readonly exchanges?: readonly Exchange[];
  readonly lacking?: readonly RegistryFeature[];
}

/** A whole run, as results.json has it. */
export interface RunReport {
  readonly tool: { readonly name: string; readonly version: string };
  readonly registry: string;
  readonly startedAt: string;
  readonly milliseconds: number;
  readonly strength: Strength;
  /** What the registry was taken to promise. */
  readonly features: readonly RegistryFeature[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cases: readonly ReportedCase[];
}

const categories = new Map(
  Object.entries(registryCategories).flatMap(([category, cases]) =>
    cases.map(({ id }) => [id, category as RegistryCategory] as const),
  ),
);

/** What a report says of one result. */
export function reportCase(result: CaseResult): ReportedCase {
  const { id, title, strength, requirements } = result.case;
  const category = categories.get(id) ?? 'error';
  const said = { id, title, category, strength, requirements, outcome: result.outcome };
  if (result.outcome === 'skipped') return { ...said, lacking: result.lacking };
  const milliseconds = Math.round(result.milliseconds);
  if (result.outcome === 'passed') return { ...said, milliseconds };
  return { ...said, milliseconds, failure: messageOf(result.error), exchanges: result.exchanges };
}

function messageOf(error: unknown): string {
  const { message } = error as { readonly message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  return withoutSecrets(text.trim() || 'failed without a message');
}

export function countOf(cases: readonly ReportedCase[], outcome: ReportedCase['outcome']): number {
  return cases.filter((each) => each.outcome === outcome).length;
}

/** How many failed of each strength, the most binding first; a strength of which none failed is left out. */
export function countFailures(cases: readonly ReportedCase[]): [Strength, number][] {
  return (['must', 'should', 'choice'] as const)
    .map((strength): [Strength, number] => [
      strength,
      countOf(
        cases.filter((one) => one.strength === strength),
        'failed',
      ),
    ])
    .filter(([, failed]) => failed > 0);
}

/** The cases of each category that was asked for, in the order of the categories. */
export function byCategory(cases: readonly ReportedCase[]): [RegistryCategory, ReportedCase[]][] {
  return (Object.keys(registryCategories) as RegistryCategory[])
    .map((name): [RegistryCategory, ReportedCase[]] => [name, cases.filter(({ category }) => category === name)])
    .filter(([, found]) => found.length > 0);
}
