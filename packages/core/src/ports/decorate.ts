/**
 * Returns an object with the members of `original`, except those that `replacements` gives. The other methods still run on
 * `original`. It decorates one role of a store, for example to measure it:
 * `decorate(store, { uploads: decorate(store.uploads, { forget }) })`.
 */
export function decorate<Original extends object>(
  original: Original,
  replacements: Partial<Original>,
): Pick<Original, keyof Original> {
  const names = namesOf(original);
  const members = [...names].map((name) => [name, memberOf(original, name)]);
  return { ...(Object.fromEntries(members) as Original), ...replacements };
}

function namesOf(original: object): ReadonlySet<string> {
  const names = new Set<string>();
  let level: object | null = original;
  for (; level !== null && level !== Object.prototype; level = Reflect.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  names.delete('constructor');
  return names;
}

function memberOf(original: object, name: string): unknown {
  const member: unknown = Reflect.get(original, name);
  return typeof member === 'function' ? member.bind(original) : member;
}
