import { type Identity, matchesPattern, type RepositoryName, type Right } from '@lading/core';
import type { CompiledRule } from './compiled-rule.js';
import type { Circumstances } from './condition.js';
import { subjectsOf } from './subjects.js';
import { patternFor } from './where.js';

/** The parts of a rule. */
export type RulePart = 'who' | 'where' | 'what' | 'when';

/** The parts of a rule that do not match a question. A rule without any applies to it. */
export function mismatchesOf(
  rule: CompiledRule,
  identity: Identity,
  repository: RepositoryName,
  right: Right,
  circumstances: Circumstances,
): readonly RulePart[] {
  const matches: Readonly<Record<RulePart, boolean>> = {
    who: subjectsOf(identity).some((subject) => rule.who.has(subject)),
    where: rule.rule.where.some((where) => {
      const pattern = patternFor(identity, where);
      return pattern !== undefined && matchesPattern(repository, pattern);
    }),
    what: rule.rights.has(right),
    when: rule.holds(circumstances),
  };
  return (Object.keys(matches) as RulePart[]).filter((part) => !matches[part]);
}
