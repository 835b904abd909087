import type { Identity, RepositoryName, RepositoryPattern, Right, Subject } from '@lading/core';
import { RecentMap } from '../recent/recent-map.js';
import { type CompiledRule, compileRules } from './compiled-rule.js';
import type { Circumstances } from './condition.js';
import type { PolicyRule } from './policy-rule.js';
import { PrincipalRules } from './principal-rules.js';
import { subjectsOf } from './subjects.js';

/** Identities whose rules are kept ready. */
const keptPrincipals = 1000;

/**
 * Rules that do not change. Those that allow add up, one that denies wins, and what no rule allows is denied. The rules of each
 * identity are picked out once, so a decision depends little on how many there are.
 */
export class Policy {
  readonly #bySubject = new Map<Subject, CompiledRule[]>();
  readonly #principals = new RecentMap<string, PrincipalRules>(keptPrincipals);

  /** All rules, in their order. */
  readonly rules: readonly CompiledRule[];

  constructor(rules: readonly PolicyRule[]) {
    this.rules = compileRules(rules);
    for (const rule of this.rules)
      for (const subject of rule.who) {
        const others = this.#bySubject.get(subject);
        if (others === undefined) this.#bySubject.set(subject, [rule]);
        else others.push(rule);
      }
  }

  /** The rule that decides; `undefined` if none allows or denies it. */
  decide(
    identity: Identity,
    repository: RepositoryName,
    right: Right,
    circumstances: Circumstances,
  ): CompiledRule | undefined {
    return this.#rulesOf(identity).decide(repository, right, circumstances);
  }

  /** As `patterns` of `PrincipalRules`. */
  patterns(
    identity: Identity,
    right: Right,
    effect: 'allow' | 'deny',
    circumstances: Circumstances,
  ): readonly RepositoryPattern[] {
    return this.#rulesOf(identity).patterns(right, effect, circumstances);
  }

  #rulesOf(identity: Identity): PrincipalRules {
    const subjects = subjectsOf(identity);
    const key = JSON.stringify(subjects);
    return this.#principals.getOrMake(key, () => {
      const rules = new Set(subjects.flatMap((subject) => this.#bySubject.get(subject) ?? []));
      return new PrincipalRules(identity, [...rules]);
    });
  }
}
