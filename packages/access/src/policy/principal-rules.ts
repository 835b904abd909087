import type { Identity, RepositoryPattern, Right } from '@lading/core';
import { RecentMap } from '../recent/recent-map.js';
import type { CompiledRule } from './compiled-rule.js';
import type { Circumstances } from './condition.js';
import { PatternTree } from './pattern-tree.js';
import { patternFor } from './where.js';
import { widestPatterns } from './widest-patterns.js';

interface PlacedRule {
  readonly rule: CompiledRule;
  readonly pattern: RepositoryPattern;
}

/** Lists of patterns that are kept ready: of few rights, and of few sets of rules that hold at a time. */
const keptPatterns = 8;

/** The rules for one identity. */
export class PrincipalRules {
  readonly #tree = new PatternTree<CompiledRule>();
  readonly #placed: PlacedRule[] = [];
  readonly #conditional: readonly CompiledRule[];
  readonly #patterns = new RecentMap<string, readonly RepositoryPattern[]>(keptPatterns);

  constructor(identity: Identity, rules: readonly CompiledRule[]) {
    this.#conditional = rules.filter(({ rule }) => rule.when !== undefined);
    for (const rule of rules)
      for (const where of rule.rule.where) {
        const pattern = patternFor(identity, where);
        if (pattern === undefined) continue;
        this.#tree.add(pattern, rule);
        this.#placed.push({ rule, pattern });
      }
  }

  /** The rule that decides: the first that denies, otherwise the first that allows, otherwise none. */
  decide(repository: string, right: Right, circumstances: Circumstances): CompiledRule | undefined {
    let decisive: CompiledRule | undefined;
    for (const rule of this.#tree.find(repository))
      if (rule.rights.has(right) && isBefore(rule, decisive) && rule.holds(circumstances)) decisive = rule;
    return decisive;
  }

  /**
   * The patterns of the rules that allow a right now, or of those that deny it, without those that others include. It is the
   * same array as long as the same rules hold.
   */
  patterns(right: Right, effect: 'allow' | 'deny', circumstances: Circumstances): readonly RepositoryPattern[] {
    const holding = this.#conditional.map((rule) => (rule.holds(circumstances) ? 1 : 0));
    return this.#patterns.getOrMake(`${right} ${effect} ${holding.join('')}`, () => {
      const found = this.#placed.filter(
        ({ rule }) => rule.isDenial === (effect === 'deny') && rule.rights.has(right) && rule.holds(circumstances),
      );
      return widestPatterns(found.map(({ pattern }) => pattern));
    });
  }
}

/** Denials come before all that allows. */
function isBefore(rule: CompiledRule, other: CompiledRule | undefined): boolean {
  if (other === undefined) return true;
  return rule.isDenial === other.isDenial ? rule.place < other.place : rule.isDenial;
}
