import type { AccessState } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';

/**
 * The first of `ada`, `ada-2`, `ada-3` … that nobody has, and that no rule, group or credential names. A new user must not get
 * rights that were given to somebody else.
 */
export function freeName(wanted: string, state: AccessState, files: AccessFiles): string {
  const taken = namesIn(state, files);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}

function namesIn(state: AccessState, files: AccessFiles): ReadonlySet<string> {
  const subjects = [...files.rules, ...state.rules].flatMap(({ who }) => who);
  return new Set([
    ...state.users.map(({ name }) => name),
    ...files.users,
    ...subjects.flatMap((subject) => (subject.startsWith('user:') ? [subject.slice('user:'.length)] : [])),
    ...state.groups.flatMap(({ members }) => members),
    ...[...files.groups.values()].flat(),
    ...state.credentials.flatMap(({ owner }) => (owner.kind === 'user' ? [owner.name] : [])),
  ]);
}
