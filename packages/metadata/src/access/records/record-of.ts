/** What an entity holds, without the members that are NULL in the database. */
export function recordOf<Record extends object>(entity: Record): Record {
  return Object.fromEntries(
    Object.entries(entity)
      .filter(([, member]) => !isAbsent(member))
      .map(([name, member]) => [name, isPlain(member) ? recordOf(member) : member]),
  ) as Record;
}

/** Whether a member, or every column of an embedded part, is NULL. */
function isAbsent(member: unknown): boolean {
  if (member === null || member === undefined) return true;
  const columns = isPlain(member) ? Object.values(member) : [];
  return columns.length > 0 && columns.every((column) => column === null);
}

/** Whether it is an embedded part, rather than a list or a time. */
function isPlain(member: unknown): member is object {
  return typeof member === 'object' && !Array.isArray(member) && !(member instanceof Date);
}
