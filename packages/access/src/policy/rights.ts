import type { Right } from '@lading/core';

/** The rights that each right stands for, in rules that allow, in rules that deny and in scopes of credentials. */
const includedRights: Readonly<Record<Right, readonly Right[]>> = {
  list: ['list'],
  pull: ['pull', 'list'],
  push: ['push'],
  delete: ['delete'],
  admin: ['admin', 'delete', 'push', 'pull', 'list'],
};

/** All rights that these stand for. */
export function rightsOf(what: readonly Right[]): ReadonlySet<Right> {
  return new Set(what.flatMap((right) => includedRights[right] ?? []));
}

/** What somebody with the right may do, before the name of a repository. */
export const rightInWords: Readonly<Record<Right, string>> = {
  list: 'see in lists',
  pull: 'pull from',
  push: 'push to',
  delete: 'delete from',
  admin: 'manage',
};
