import type { AccessRule, AccessState } from '@lading/core';
import type { AccessFiles } from '../../src/live/access-files.js';
import { RulesView } from '../../src/live/rules-view.js';
import { stateOf } from './records.js';

export const noFiles: AccessFiles = { users: new Set(), groups: new Map(), rules: [] };

/** A view of a state, with rules as those of a file. */
export function viewOf(
  given: Partial<AccessState> | Parameters<typeof stateOf>[0],
  rules: readonly AccessRule[] = [],
  more: {
    readonly users?: readonly string[];
    readonly groups?: AccessFiles['groups'];
    readonly now?: () => number;
  } = {},
): RulesView {
  const files = {
    users: new Set(more.users ?? []),
    groups: more.groups ?? new Map<string, readonly string[]>(),
    rules: rules.map((rule, place) => ({ ...rule, id: `file:${place}` })),
  };
  return new RulesView({
    state: stateOf(given),
    files: () => files,
    now: more.now ?? Date.now,
  });
}
