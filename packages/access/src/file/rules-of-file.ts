import type { AccessRule } from '@lading/core';
import type { PolicyRule } from '../policy/policy-rule.js';

/** Names the rules of a file by their places: `file:2` is `access.rules[2]`. */
export function rulesOfFile(rules: readonly AccessRule[]): readonly PolicyRule[] {
  return rules.map((rule, place) => ({ ...rule, id: `file:${place}` }));
}
