import type { AccessState } from '@lading/core';
import type { IdentityProvider } from '../identity-provider/identity-provider.js';
import { isGroupOfProvider } from '../identity-provider/provider-groups.js';
import type { AccessFiles } from '../live/access-files.js';
import { nameWarnings } from '../policy/name-warnings.js';
import type { PolicyRule } from '../policy/policy-rule.js';
import { type PolicyWarning, policyWarnings } from '../policy/policy-warnings.js';
import type { AccessFile } from './access-file.js';
import { rulesOfFile } from './rules-of-file.js';

/**
 * Finds probable mistakes in the rules of a file, by the file alone.
 * @param users the users of its htpasswd file, if it has one that can be read
 */
export function fileWarnings(file: AccessFile, users: ReadonlySet<string> | undefined): readonly PolicyWarning[] {
  const rules = rulesOfFile(file.rules);
  const groups = new Set([...Object.keys(file.groups), ...groupsOfProviders(file.providers, rules)]);
  // A file without users and groups leaves them to the database.
  const isComplete = Object.keys(file.groups).length > 0 || file.htpasswd !== undefined;
  const known = { user: file.token === undefined ? users : undefined, group: isComplete ? groups : undefined };
  const isClosed = file.token === undefined && !rules.some(allows);
  return [
    ...(isClosed ? [{ message: closedFile }] : []),
    ...policyWarnings(rules),
    ...nameWarnings(rules, known, 'this file does not have'),
  ];
}

export interface AccessWarningSources {
  readonly files: AccessFiles;
  readonly state: AccessState;
  /** Whether another issuer of tokens knows the users. */
  readonly hasForeignUsers: boolean;
}

/** Finds rules of files with names that neither the files nor the database have, and whether no rule allows anything. */
export function accessWarnings({ files, state, hasForeignUsers }: AccessWarningSources): readonly PolicyWarning[] {
  const namesOf = (records: readonly { readonly name: string }[]) => records.map(({ name }) => name);
  const known = {
    user: hasForeignUsers ? undefined : new Set([...files.users, ...namesOf(state.users)]),
    group: new Set([
      ...files.groups.keys(),
      ...namesOf(state.groups),
      ...groupsOfProviders(files.providers ?? [], files.rules),
    ]),
    robot: new Set(namesOf(state.robots)),
  };
  const isClosed = !hasForeignUsers && ![...files.rules, ...state.rules].some(allows);
  return [
    ...(isClosed ? [{ message: closedRegistry }] : []),
    ...nameWarnings(files.rules, known, 'neither the files nor the database have'),
  ];
}

/** The groups in rules that a provider may give to people. */
function groupsOfProviders(providers: readonly IdentityProvider[], rules: readonly PolicyRule[]): readonly string[] {
  const subjects = rules.flatMap(({ who }) => who).filter((subject) => subject.startsWith('group:'));
  const groups = subjects.map((subject) => subject.slice('group:'.length));
  return groups.filter((group) => providers.some((provider) => isGroupOfProvider(provider, group)));
}

const closedFile = 'no rule of this file allows anything; unless the database has rules, nobody may do anything';
const closedRegistry =
  'no rule of a file or of the database allows anything, so nobody may do anything: write rules, or create an administrator';

function allows({ effect }: PolicyRule): boolean {
  return effect === 'allow';
}
