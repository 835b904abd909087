/** How a pattern can match one more segment: with its next one, or with the `**` that it is at. */
export function* movesFrom(pattern: readonly string[], at: number): Iterable<readonly [next: number, segment: string]> {
  const segment = pattern[at];
  if (segment !== undefined) yield [at + 1, segment === '**' ? '*' : segment];
  if (pattern[at - 1] === '**') yield [at, '*'];
}

/** The segment that is matched by both, each of which is `*` or a literal. */
export function meet(one: string, other: string): string | undefined {
  if (one === '*') return other;
  return other === '*' || other === one ? one : undefined;
}
