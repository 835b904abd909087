import { meet, movesFrom } from '../../policy/pattern-steps.js';

/** Only a pattern that was made to be slow needs more steps than this. */
const maximumSteps = 20_000;

/** Stands for every segment that neither pattern names. No segment of a repository name is empty. */
const anyOther = '';

/**
 * Whether every name that `inner` matches is also matched by `outer`. A segment `{user}` of `inner` is any segment, because
 * any user may ask. The answer is exact, except that it is `false` if it would take very long to find.
 */
export function containsPattern(outer: string, inner: string): boolean {
  const wide = segmentsOf(outer);
  const narrow = segmentsOf(inner);
  const alphabet = new Set([...wide, ...narrow].filter((segment) => !isWild(segment)));
  const open: Comparison[] = [{ at: 0, places: [0] }];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = `${next.at}:${next.places.join(',')}`;
    if (seen.has(key)) continue;
    if (seen.size === maximumSteps) return false;
    seen.add(key);
    if (next.at === narrow.length && !next.places.includes(wide.length)) return false;
    for (const segment of segmentsAt(narrow, next.at, alphabet)) {
      const places = [...new Set(next.places.flatMap((place) => step(wide, place, segment)))].sort((a, b) => a - b);
      for (const at of step(narrow, next.at, segment)) open.push({ at, places });
    }
  }
  return true;
}

/** Whether some name is matched by both. A segment `{user}` is any segment. It takes time in proportion to the product of both. */
export function overlapsPattern(first: string, second: string): boolean {
  const [one, two] = [segmentsOf(first), segmentsOf(second)];
  const open: [number, number][] = [[0, 0]];
  const seen = new Set<number>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [left, right] = next;
    const key = left * (two.length + 1) + right;
    if (seen.has(key)) continue;
    seen.add(key);
    if (left === one.length && right === two.length) return true;
    for (const [to, mine] of movesFrom(one, left))
      for (const [also, its] of movesFrom(two, right)) if (meet(mine, its) !== undefined) open.push([to, also]);
  }
  return false;
}

/** A place in the narrow pattern, and all places in the wide one that the same segments can lead to. */
interface Comparison {
  readonly at: number;
  readonly places: readonly number[];
}

/** Each `**` becomes a segment `*` that is followed by any number of others. */
function segmentsOf(pattern: string): readonly string[] {
  return pattern.split('/').map((segment) => (segment === '{user}' ? '*' : segment));
}

function isWild(segment: string): boolean {
  return segment === '*' || segment === '**';
}

/** The segments that a pattern accepts at a place: its own, or if it is wild, one of each sort. */
function segmentsAt(pattern: readonly string[], at: number, alphabet: ReadonlySet<string>): Iterable<string> {
  const segment = pattern[at];
  const isRepeating = pattern[at - 1] === '**';
  if (segment === undefined && !isRepeating) return [];
  if (segment !== undefined && !isWild(segment) && !isRepeating) return [segment];
  return [...alphabet, anyOther];
}

/** Where a pattern can be after it has taken this segment: one place on, or again after a `**`. */
function step(pattern: readonly string[], at: number, segment: string): readonly number[] {
  const wanted = pattern[at];
  const onward = wanted !== undefined && (isWild(wanted) || wanted === segment) ? [at + 1] : [];
  return pattern[at - 1] === '**' ? [...onward, at] : onward;
}
