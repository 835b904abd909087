import type { PolicyRule } from './policy-rule.js';
import { rightsOf } from './rights.js';
import { includesPattern } from './widest-patterns.js';

/** A probable mistake in the rules. */
export interface PolicyWarning {
  /** The id of the rule; absent if it is about all of them. */
  readonly rule?: string;
  readonly message: string;
}

/**
 * Finds rules that allow `push` to somebody who may not `pull` there. Clients ask whether a blob or manifest exists before they
 * push it (with HEAD), for which they need `pull`.
 */
export function policyWarnings(rules: readonly PolicyRule[]): readonly PolicyWarning[] {
  return rules.filter(isPushAlone).flatMap((rule) => {
    const places = rule.who.flatMap((who) =>
      rule.where
        .filter((where) => !rules.some((other) => allowsPull(other, who, where)))
        .map((where) => `${who} on ${where}`),
    );
    if (places.length === 0) return [];
    const message = `the rule allows push but not pull, which clients need to push: ${places.join(', ')}`;
    return [{ rule: rule.id, message }];
  });
}

function isPushAlone({ effect, what }: PolicyRule): boolean {
  const rights = rightsOf(what);
  return effect === 'allow' && rights.has('push') && !rights.has('pull');
}

/** Whether a rule allows pull to these, at all of these repositories. */
function allowsPull(rule: PolicyRule, who: string, where: string): boolean {
  const isForThem = rule.who.some((each) => each === who || (each === 'authenticated' && who !== 'anonymous'));
  const isThere = rule.where.some((each) => includesPattern(each, where));
  return rule.effect === 'allow' && rightsOf(rule.what).has('pull') && isForThem && isThere;
}
