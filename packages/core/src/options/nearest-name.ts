const longest = 100;

/**
 * The known name that an unknown one is a misspelling of, without regard to case; `undefined` if none is near.
 * @param farthest in how many letters they may differ; a third of them, and at least two, if absent
 */
export function nearestName(
  unknown: string,
  known: readonly string[],
  farthest: number = Math.max(2, unknown.length / 3),
): string | undefined {
  const wanted = unknown.slice(0, longest).toLowerCase();
  const [nearest] = known
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  return nearest !== undefined && nearest.distance <= farthest ? nearest.name : undefined;
}

/** The known name that has an unknown one in it or is in it, such as `timeoutMilliseconds` for `timeout`. */
export function containedName(unknown: string, known: readonly string[]): string | undefined {
  const wanted = unknown.toLowerCase();
  return known.find((name) => {
    const other = name.toLowerCase();
    return Math.min(wanted.length, other.length) >= 4 && (wanted.includes(other) || other.includes(wanted));
  });
}

/** How many letters are to be added, removed or replaced (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column += 1) {
      const replaced = (row[column] ?? 0) + (letter === other[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
