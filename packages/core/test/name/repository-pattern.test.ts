import { matchesPattern, parseRepositoryName, parseRepositoryPattern } from '../../src/index.js';

function matches(name: string, pattern: string): boolean {
  return matchesPattern(parseRepositoryName(name), parseRepositoryPattern(pattern));
}

describe('parseRepositoryPattern', () => {
  it.each(['a', '*', '**', 'team/*', 'team/**', '*/public', 'a/**/b/*', 'a__b/c.d-e/**'])('reads %s', (text) => {
    expect(parseRepositoryPattern(text)).toBe(text);
  });

  it.each(['', '/', 'a/', '/a', 'a//b', 'A', 'a*', '***', 'a/*b', 'a/?', '.*', 'a b', 'x'.repeat(256)])(
    'refuses %s',
    (text) => {
      expect(() => parseRepositoryPattern(text)).toThrow('is no pattern: its segments are');
    },
  );
});

describe('matchesPattern', () => {
  it.each([
    ['a', 'a'],
    ['a/b', 'a/b'],
    ['a', '*'],
    ['a', '**'],
    ['a/b/c', '**'],
    ['a/b', 'a/*'],
    ['a/b', 'a/**'],
    ['a/b/c', 'a/**'],
    ['a/c', '*/c'],
    ['a/b/c', '**/c'],
    ['a/x/b', 'a/**/b'],
    ['a/x/b/y/b', 'a/**/b'],
    ['a/b/c/d/e', '**/c/**'],
    ['a/b/b', 'a/**/b'],
    ['a/b/c', '*/**'],
  ])('matches %s by %s', (name, pattern) => {
    expect(matches(name, pattern)).toBe(true);
  });

  it.each([
    ['a', 'b'],
    ['a/b', 'a'],
    ['a', 'a/b'],
    ['a/b', '*'],
    ['a', 'a/*'],
    ['a', 'a/**'],
    ['ab/c', 'a/**'],
    ['a/b/c', 'a/*'],
    ['a/b', 'a/**/b'],
    ['c', '**/c'],
    ['a', '*/**'],
    ['a/x/b/y', 'a/**/b'],
    ['axb', 'a.b'],
  ])('does not match %s by %s', (name, pattern) => {
    expect(matches(name, pattern)).toBe(false);
  });

  it('is quick with a name that fits a pattern with many wildcards almost', () => {
    const name = `a${'/a'.repeat(127)}`;
    const pattern = `${'**/a/'.repeat(40)}b`;
    const started = performance.now();
    expect(matches(name, pattern)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
