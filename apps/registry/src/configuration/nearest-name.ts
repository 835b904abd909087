import { closest, distance } from 'fastest-levenshtein';

/** The known name that is most like an unknown one, if it differs in few characters: by default, in a third of them. */
export function nearestName(
  unknown: string,
  known: readonly string[],
  farthest: number = Math.max(2, unknown.length / 3),
): string | undefined {
  const wanted = unknown.toLowerCase();
  const nearest = closest(
    wanted,
    known.map((name) => name.toLowerCase()),
  );
  if (distance(wanted, nearest) > farthest) return undefined;
  return known.find((name) => name.toLowerCase() === nearest);
}
