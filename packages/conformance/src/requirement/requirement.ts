/** The words of RFC 2119, `FACT` for what the text describes and clients rely on, and `SUITE` for what only a suite demands. */
export type RequirementLevel = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY' | 'FACT' | 'SUITE';

/** One thing that a registry has to do, by the number under which cases and tests name it. */
export interface Requirement {
  readonly id: string;
  readonly level: RequirementLevel;
  readonly statement: string;
  /** Whether it is on the main branch of the specification only, for the release after 1.1. */
  readonly unreleased?: true;
  /** Why no test proves it, where none does. */
  readonly unproven?: string;
}

export interface RequirementGroup {
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

type Row = readonly [
  id: string,
  level: RequirementLevel,
  statement: string,
  more?: Pick<Requirement, 'unreleased' | 'unproven'>,
];

/** Requirements of one chapter. */
export function group(title: string, rows: readonly Row[]): RequirementGroup {
  return { title, requirements: rows.map(([id, level, statement, more]) => ({ id, level, statement, ...more })) };
}

/** The mark of a requirement that no release has yet. */
export const unreleased = { unreleased: true } as const;

/** The mark of a requirement that no test proves, with the reason. */
export function unproven(reason: string): { readonly unproven: string } {
  return { unproven: reason };
}
