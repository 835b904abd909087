import type { AccessQuestion } from '../live/access-view.js';
import type { Decision } from '../policy/decision.js';
import type { RulePart } from '../policy/match-rule.js';
import type { PolicyRule } from '../policy/policy-rule.js';

/** A rule that matches the question except in one part. */
export interface NearMiss {
  readonly rule: PolicyRule;
  /** The part that does not match the question. */
  readonly differs: RulePart;
}

/** The reasons of a decision. They include rules for other accounts, so show them only to administrators. */
export interface Explanation {
  readonly question: AccessQuestion;
  /** The time of the question. */
  readonly at: Date;
  readonly decision: Decision;
  /** All of it in one or two sentences. */
  readonly text: string;
  /** The rules that allow it. */
  readonly allowing: readonly PolicyRule[];
  /** The rules that deny it. One is enough. */
  readonly denying: readonly PolicyRule[];
  /**
   * The limit that denies it besides the rules. `scopes`: those of the credential. `credential`: it is revoked, expired or not that of the
   * account. `account`: it is disabled or expired.
   */
  readonly cutOffBy?: 'scopes' | 'credential' | 'account' | undefined;
  /** If no rule applies. */
  readonly nearest?: NearMiss | undefined;
}
