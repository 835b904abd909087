import type { AccessRule, AccessState } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import { groupsAtProvider } from '../../live/accounts.js';
import { containsPattern } from './pattern-containment.js';
import { everything, rulesOfUser } from './subject-rules.js';

/** Whether an administrator exists: an enabled user with the right `admin` on everything. */
export function hasAdministrator(state: AccessState, files: AccessFiles): boolean {
  return administrators(state, files).next().done !== true;
}

/** The names of those who can manage the registry, in alphabetical order. */
export function administratorsOf(state: AccessState, files: AccessFiles): readonly string[] {
  return [...administrators(state, files)].sort();
}

/** Checks only users whom a rule may make an administrator, because there may be thousands of others. */
function* administrators(state: AccessState, files: AccessFiles): Generator<string> {
  const named = [...files.rules, ...state.rules].filter(allowsEverything).flatMap(({ who }) => who);
  const candidates = new Set([...new Set(named)].flatMap((subject) => namesOf(subject, state, files)));
  const users = new Map(state.users.filter(({ name }) => candidates.has(name)).map((user) => [user.name, user]));
  const isEnabled = (name: string) => {
    const user = users.get(name);
    return user === undefined ? files.users.has(name) : !user.isDisabled;
  };
  for (const name of candidates) if (isEnabled(name) && rulesOfUser(name, state, files).isAdministrator()) yield name;
}

function allowsEverything({ effect, what, where, when }: AccessRule): boolean {
  const isOfAdministrators = effect === 'allow' && what.includes('admin') && when === undefined;
  return isOfAdministrators && where.some((pattern) => containsPattern(pattern, everything));
}

/** The names of the users that a subject of a rule includes. */
function namesOf(subject: string, state: AccessState, files: AccessFiles): readonly string[] {
  if (subject === 'authenticated') return [...state.users.map(({ name }) => name), ...files.users];
  const [, kind, name = ''] = /^(user|group):(.*)$/su.exec(subject) ?? [];
  if (kind === 'user') return [name];
  if (kind !== 'group') return [];
  const group = state.groups.find((each) => each.name === name);
  const ofProviders = state.users.filter((user) => groupsAtProvider(user, files).includes(name));
  return [...(group?.members ?? []), ...(files.groups.get(name) ?? []), ...ofProviders.map((user) => user.name)];
}
