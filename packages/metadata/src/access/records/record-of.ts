/** What an entity holds, without the members that are NULL in the database. */
export function recordOf<Record extends object>(entity: Record): Record {
  return Object.fromEntries(
    Object.entries(entity)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, isPlain(member) ? recordOf(member) : member]),
  ) as Record;
}

/** Whether it is an embedded part, rather than a list or a time. */
function isPlain(member: unknown): member is object {
  return typeof member === 'object' && !Array.isArray(member) && !(member instanceof Date);
}
