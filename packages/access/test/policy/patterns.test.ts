import { matchesPattern, parseRepositoryName, parseRepositoryPattern } from '@lading/core';
import fc from 'fast-check';
import { intersectPatterns } from '../../src/policy/intersect-patterns.js';
import { PatternTree } from '../../src/policy/pattern-tree.js';
import { widestPatterns } from '../../src/policy/widest-patterns.js';
import { names, patterns } from './names.js';

describe('PatternTree', () => {
  it('finds the patterns that match a name, and no others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(patterns, { maxLength: 20 }), names, (all, name) => {
        const tree = new PatternTree<string>();
        for (const pattern of all) tree.add(pattern, pattern);
        expect([...tree.find(name)].sort()).toEqual(all.filter((pattern) => matchesPattern(name, pattern)).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('takes little time for a long name and patterns of many **', () => {
    const tree = new PatternTree<number>();
    const pattern = parseRepositoryPattern(Array.from({ length: 50 }, () => '**/a').join('/'));
    for (let number = 0; number < 100; number += 1) tree.add(pattern, number);
    const name = parseRepositoryName(Array.from({ length: 127 }, () => 'a').join('/'));
    expect(tree.find(name)).toHaveLength(100);
  });
});

describe('intersectPatterns', () => {
  it('matches the names that both match, and no others', () => {
    fc.assert(
      fc.property(patterns, patterns, names, (one, other, name) => {
        const both = intersectPatterns(one, other);
        expect(both.some((pattern) => matchesPattern(name, pattern))).toBe(
          matchesPattern(name, one) && matchesPattern(name, other),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['**', 'team/**', ['team/**']],
    ['team/*', '*/app', ['team/app']],
    ['team/**', '**/app', ['team/app', 'team/**/app']],
    ['team/*', 'other/*', []],
    ['team', 'team/**', []],
  ])('finds what %s and %s have in common', (one, other, expected) => {
    const found = intersectPatterns(parseRepositoryPattern(one), parseRepositoryPattern(other));
    expect([...found].sort()).toEqual([...expected].sort());
  });

  it('matches no other name if it leaves patterns out', () => {
    const [one, other] = ['a', 'b'].map((letter) =>
      parseRepositoryPattern(`${Array.from({ length: 12 }, () => `**/${letter}`).join('/')}/**`),
    );
    const found = intersectPatterns(one as never, other as never);
    const name = parseRepositoryName(Array.from({ length: 12 }, () => 'x/a/x').join('/'));
    expect(found.length).toBeGreaterThan(10);
    expect(found.some((pattern) => matchesPattern(name, pattern))).toBe(false);
  });
});

describe('widestPatterns', () => {
  it('matches the same names with fewer patterns', () => {
    fc.assert(
      fc.property(fc.array(patterns, { maxLength: 10 }), names, (all, name) => {
        const matches = (pattern: string) => matchesPattern(name, pattern as never);
        expect(widestPatterns(all).some(matches)).toBe(all.some(matches));
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out what another pattern includes', () => {
    const all = ['team/**', 'team/app', 'team/*', 'team/**', 'other/app'].map(parseRepositoryPattern);
    expect(widestPatterns(all)).toEqual(['team/**', 'other/app']);
  });
});
