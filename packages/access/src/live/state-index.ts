import type { AccessState } from '@lading/core';

/** Makes the index of a list only once. The next state has the same list object if nothing in it has changed. */
function once<List extends object, Index>(make: (list: List) => Index): (list: List) => Index {
  const made = new WeakMap<List, Index>();
  return (list) => {
    const index = made.get(list) ?? make(list);
    made.set(list, index);
    return index;
  };
}

export const usersByName = once((users: AccessState['users']) => new Map(users.map((user) => [user.name, user])));

export const robotsByName = once(
  (robots: AccessState['robots']) => new Map(robots.map((robot) => [robot.name, robot])),
);

export const credentialsById = once(
  (credentials: AccessState['credentials']) => new Map(credentials.map((credential) => [credential.id, credential])),
);

/** The groups of each member. */
export const groupsByMember = once((groups: AccessState['groups']) =>
  groupsOfMembers(groups.map(({ name, members }) => [name, members])),
);

export const fileGroupsByMember = once((groups: ReadonlyMap<string, readonly string[]>) => groupsOfMembers(groups));

function groupsOfMembers(
  groups: Iterable<readonly [name: string, members: readonly string[]]>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, members] of groups)
    for (const member of members) {
      const own = found.get(member);
      if (own === undefined) found.set(member, [name]);
      else own.push(name);
    }
  return found;
}
