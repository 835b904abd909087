import { type Identity, parseRepositoryName } from '@lading/core';
import { explain } from '../explain/explain.js';
import type { Explanation } from '../explain/explanation.js';
import type { AccessFiles } from '../live/access-files.js';
import { RulesView } from '../live/rules-view.js';
import type { AccessFile } from './access-file.js';
import type { PolicyCase } from './policy-case.js';
import { rulesOfFile } from './rules-of-file.js';

export interface PolicyCaseResult {
  /** Its place among the cases of the file. */
  readonly place: number;
  readonly case: PolicyCase;
  /** Whether the rules give the answer that the case expects. */
  readonly passes: boolean;
  readonly explanation: Explanation;
}

/** Runs the cases of a file against its rules. The rules, users and groups of a database do not count. */
export function runPolicyCases(file: AccessFile): readonly PolicyCaseResult[] {
  const files: AccessFiles = {
    users: new Set(),
    groups: new Map(Object.entries(file.groups)),
    rules: rulesOfFile(file.rules),
  };
  return file.cases.map((each, place) => {
    const now = each.at ?? new Date();
    const view = new RulesView({ state: { ...noRecords, now }, files: () => files, now: () => now.getTime() });
    const identity = askerOf(each, (user) => view.accounts.groupsOf(user));
    const repository = parseRepositoryName(each.to);
    const explanation = explain(view, { identity, repository, right: each.may, address: each.from ?? '' });
    return { place, case: each, passes: explanation.decision.isAllowed === (each.expect === 'allow'), explanation };
  });
}

const noRecords = {
  version: 0,
  stamp: '',
  users: [],
  groups: [],
  robots: [],
  credentials: [],
  rules: [],
  trusts: [],
} as const;

function askerOf({ who, groups = [] }: PolicyCase, groupsOf: (user: string) => readonly string[]): Identity {
  if (who === 'anonymous') return { kind: 'anonymous' };
  const kind = who.slice(0, who.indexOf(':')) as 'user' | 'robot' | 'workload';
  const name = who.slice(kind.length + 1);
  return { kind, name, groups: kind === 'user' ? [...groupsOf(name), ...groups] : groups };
}
