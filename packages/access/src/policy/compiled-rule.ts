import type { Right, Subject } from '@lading/core';
import { type Circumstances, compileCondition } from './condition.js';
import type { PolicyRule } from './policy-rule.js';
import { rightsOf } from './rights.js';

/** A rule that is ready to be asked. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  readonly isDenial: boolean;
  readonly who: ReadonlySet<Subject>;
  readonly rights: ReadonlySet<Right>;
  /** Its place among all rules: of several, the first gives its name to a decision. */
  readonly place: number;
  readonly holds: (circumstances: Circumstances) => boolean;
}

export function compileRules(rules: readonly PolicyRule[]): readonly CompiledRule[] {
  return rules.map((rule, place) => ({
    rule,
    isDenial: rule.effect === 'deny',
    who: new Set(rule.who),
    rights: rightsOf(rule.what),
    place,
    holds: compileCondition(rule),
  }));
}
