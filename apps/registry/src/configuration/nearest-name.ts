import { closest, distance } from 'fastest-levenshtein';

/** “; did you mean X?” where one of the known names is like the unknown one, else nothing. */
export function suggestName(unknown: string, known: readonly string[]): string {
  const wanted = unknown.toLowerCase();
  const nearest = closest(
    wanted,
    known.map((name) => name.toLowerCase()),
  );
  if (distance(wanted, nearest) > Math.max(2, unknown.length / 3)) return '';
  return `; did you mean ${known.find((name) => name.toLowerCase() === nearest)}?`;
}
