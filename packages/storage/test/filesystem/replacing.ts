/** What a thing does, but for the members given. */
export function replacing<Target extends object>(target: Target, members: Partial<Target>): Target {
  return new Proxy({} as Target, {
    get: (_, key) => {
      const member = Reflect.get(members, key) ?? Reflect.get(target, key, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
