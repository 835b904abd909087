import type { AccessQuestion } from '../live/access-view.js';
import type { Limit, RulesView } from '../live/rules-view.js';
import type { CompiledRule } from '../policy/compiled-rule.js';
import { mismatchesOf, type RulePart } from '../policy/match-rule.js';
import type { Explanation, NearMiss } from './explanation.js';
import { textOf } from './text-of.js';

/** Explains a decision of a view. It looks at all rules, so it is too slow for each request. */
export function explain(view: RulesView, question: AccessQuestion): Explanation {
  const now = view.now();
  const decision = view.decide(question);
  const compared = compare(view, question, now);
  const applying = compared.filter(({ mismatches }) => mismatches.length === 0).map(({ rule }) => rule);
  const reasons = {
    question,
    at: new Date(now),
    decision,
    allowing: applying.filter(({ isDenial }) => !isDenial).map(({ rule }) => rule),
    denying: applying.filter(({ isDenial }) => isDenial).map(({ rule }) => rule),
    cutOffBy: cutOff(view.limitOf(question.identity, now), decision.isOutOfScope),
    nearest: applying.length > 0 ? undefined : nearestOf(compared),
  };
  return { ...reasons, text: textOf(reasons) };
}

interface ComparedRule {
  readonly rule: CompiledRule;
  readonly mismatches: readonly RulePart[];
}

function compare(
  view: RulesView,
  { identity, repository, right, address }: AccessQuestion,
  now: number,
): readonly ComparedRule[] {
  const circumstances = { address, now };
  return view.policy.rules.map((rule) => ({
    rule,
    mismatches: mismatchesOf(rule, identity, repository, right, circumstances),
  }));
}

function cutOff(limit: Limit, isOutOfScope: boolean): Explanation['cutOffBy'] {
  if (limit === 'account' || limit === 'credential') return limit;
  return isOutOfScope ? 'scopes' : undefined;
}

/** The parts from the one that is changed most easily: the same rule for a longer time, for more rights, and so on. */
const byEase: readonly RulePart[] = ['when', 'what', 'where', 'who'];

function nearestOf(compared: readonly ComparedRule[]): NearMiss | undefined {
  for (const differs of byEase) {
    const near = compared.find(
      ({ rule, mismatches }) => !rule.isDenial && mismatches.length === 1 && mismatches[0] === differs,
    );
    if (near !== undefined) return { rule: near.rule.rule, differs };
  }
  return undefined;
}
