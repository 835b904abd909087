import { parseRepositoryPattern, type RepositoryPattern, repositoryNameLength } from '@lading/core';
import { meet, movesFrom } from './pattern-steps.js';

/** The most patterns of an answer. Only patterns of several `**` between other segments intersect in so many. */
const mostPatterns = 100;

/** The end of a pattern, from some segment on. */
type Ending = readonly string[];

/**
 * Patterns that together match the names which both patterns match. None of them matches another name. If there are very many,
 * or one is longer than a pattern may be, it is left out.
 */
export function intersectPatterns(one: RepositoryPattern, other: RepositoryPattern): readonly RepositoryPattern[] {
  const endings = endingsOf(one.split('/'), other.split('/'), 0, 0, new Map());
  return endings
    .map((segments) => segments.join('/'))
    .filter((text) => text.length <= repositoryNameLength)
    .map(parseRepositoryPattern);
}

/** The endings that match after `i` segments of one pattern and `j` of the other. */
function endingsOf(
  one: readonly string[],
  other: readonly string[],
  i: number,
  j: number,
  known: Map<string, readonly Ending[]>,
): readonly Ending[] {
  if (i === one.length && j === other.length) return [[]];
  const key = `${i} ${j}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = new Map<string, Ending>();
  for (const [nextI, nextJ, segment] of stepsFrom(one, other, i, j))
    for (const ending of endingsOf(one, other, nextI, nextJ, known)) {
      const segments = [segment, ...ending];
      found.set(segments.join('/'), segments);
    }
  const endings = [...found.values()].slice(0, mostPatterns);
  known.set(key, endings);
  return endings;
}

/** How both can match one more segment. It is `**` if both go on with any number of segments. */
function* stepsFrom(
  one: readonly string[],
  other: readonly string[],
  i: number,
  j: number,
): Iterable<readonly [nextI: number, nextJ: number, segment: string]> {
  for (const [nextI, mine] of movesFrom(one, i))
    for (const [nextJ, its] of movesFrom(other, j)) {
      const segment = meet(mine, its);
      if (segment === undefined || (nextI === i && nextJ === j)) continue;
      yield [nextI, nextJ, one[nextI - 1] === '**' && other[nextJ - 1] === '**' ? '**' : segment];
    }
}
