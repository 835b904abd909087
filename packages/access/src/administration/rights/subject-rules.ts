import type { AccessRule, AccessState, NamedIdentity, Right } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import { groupsAtProvider } from '../../live/accounts.js';
import { rightsOf } from '../../policy/rights.js';
import { subjectsOf } from '../../policy/subjects.js';
import { patternFor } from '../../policy/where.js';
import { containsPattern, overlapsPattern } from './pattern-containment.js';

/** All repositories. */
export const everything = '**';

/**
 * The rules for one account, for questions about patterns: whether it has a right on everything that a pattern matches. Rules
 * with a condition give no such right, and always deny.
 */
export class SubjectRules {
  private readonly allowing: readonly AccessRule[];
  private readonly denying: readonly AccessRule[];

  constructor(
    private readonly identity: NamedIdentity,
    rules: readonly AccessRule[],
  ) {
    this.allowing = rules.filter((rule) => rule.effect === 'allow' && rule.when === undefined);
    this.denying = rules.filter((rule) => rule.effect === 'deny');
  }

  /** Whether one rule allows it everywhere within the pattern, and none denies it anywhere there. */
  has(right: Right, pattern: string): boolean {
    return this.isAllowed(right, pattern) && !this.denying.some((rule) => this.denies(rule, right, pattern));
  }

  /**
   * Whether it manages the whole registry. A denial for a part does not count: otherwise the administrator of that part could
   * lock out those of the registry.
   */
  isAdministrator(): boolean {
    const isDenied = this.denying.some(
      ({ what, where }) => what.includes('admin') && this.own(where).some((each) => containsPattern(each, everything)),
    );
    return this.isAllowed('admin', everything) && !isDenied;
  }

  /** Whether it manages some part of the registry. */
  isAdministratorOfPart(): boolean {
    return this.allowing.some(({ what }) => what.includes('admin'));
  }

  private isAllowed(right: Right, pattern: string): boolean {
    return this.allowing.some(
      ({ what, where }) => rightsOf(what).has(right) && this.own(where).some((each) => containsPattern(each, pattern)),
    );
  }

  private denies({ what, where }: AccessRule, right: Right, pattern: string): boolean {
    return rightsOf(what).has(right) && this.own(where).some((each) => overlapsPattern(each, pattern));
  }

  /** The patterns of a rule as they hold for this account. */
  private own(where: readonly string[]): readonly string[] {
    return where.map((each) => patternFor(this.identity, each)).filter((each) => each !== undefined);
  }
}

/** The rules of files and of the database for one user. */
export function rulesOfUser(name: string, state: AccessState, files: AccessFiles): SubjectRules {
  const groups = [
    ...state.groups.filter(({ members }) => members.includes(name)).map((group) => group.name),
    ...groupsAtProvider(
      state.users.find((user) => user.name === name),
      files,
    ),
    ...[...files.groups].filter(([, members]) => members.includes(name)).map(([group]) => group),
  ];
  return rulesFor({ kind: 'user', name, groups }, [...files.rules, ...state.rules]);
}

/** The rules that apply to an identity. */
function rulesFor(identity: NamedIdentity, rules: readonly AccessRule[]): SubjectRules {
  const subjects = subjectsOf(identity);
  return new SubjectRules(
    identity,
    rules.filter(({ who }) => who.some((subject) => subjects.includes(subject))),
  );
}
