import type { AccessRule } from '@lading/core';

/** A rule with its name: the id of its record, or `file:2` for `rules[2]` of the file. */
export interface PolicyRule extends AccessRule {
  readonly id: string;
}
