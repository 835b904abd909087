import { matchesPattern, parseRepositoryPattern } from '@lading/core';
import { containsPattern, overlapsPattern } from '../../src/administration/rights/pattern-containment.js';

/** All sequences of at most so many of these segments. */
function sequences(segments: readonly string[], length: number): string[] {
  if (length === 0) return [];
  const shorter = sequences(segments, length - 1);
  return [...segments, ...shorter.flatMap((tail) => segments.map((segment) => `${segment}/${tail}`))];
}

const patterns = [...new Set(sequences(['a', 'b', '*', '**'], 3))];
/** `c` stands for every name that no pattern has. Longer names than these tell no two patterns apart. */
const names = [...new Set(sequences(['a', 'b', 'c'], 6))];
const matchedBy = new Map(
  patterns.map((pattern) => [pattern, names.map((name) => matchesPattern(name, parseRepositoryPattern(pattern)))]),
);

describe('containsPattern', () => {
  it('[A79] agrees with the names that each pattern matches', () => {
    const wrong: string[] = [];
    for (const outer of patterns)
      for (const inner of patterns) {
        const wide = matchedBy.get(outer) ?? [];
        const expected = (matchedBy.get(inner) ?? []).every((isMatched, at) => !isMatched || wide[at]);
        if (containsPattern(outer, inner) !== expected) wrong.push(`${outer} ${expected ? '⊇' : '⊉'} ${inner}`);
      }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['home/*', 'home/{user}', true],
    ['home/alice/**', 'home/{user}/**', false],
    ['team/**', 'team', false],
    ['team/**', 'team-a/x', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(containsPattern(outer, inner)).toBe(expected);
  });

  it('refuses what would take very long to compare', () => {
    const outer = `**/a/${'*/'.repeat(60)}*`;
    expect(containsPattern(outer, `**/a/**/a/${'*/'.repeat(60)}*`)).toBe(false);
  });
});

describe('overlapsPattern', () => {
  it('agrees with the names that both patterns match', () => {
    const wrong: string[] = [];
    for (const one of patterns)
      for (const other of patterns) {
        const second = matchedBy.get(other) ?? [];
        const expected = (matchedBy.get(one) ?? []).some((isMatched, at) => isMatched && second[at]);
        if (overlapsPattern(one, other) !== expected) wrong.push(`${one} ${expected ? '∩' : '∌'} ${other}`);
      }
    expect(wrong).toEqual([]);
  });
});
