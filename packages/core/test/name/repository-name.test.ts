import fc from 'fast-check';
import { parseRepositoryName } from '../../src/index.js';
import { thrownBy } from '../thrown-by.js';

const component = fc.stringMatching(/^[a-z0-9]{1,4}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}$/);

describe('parseRepositoryName', () => {
  it.each([
    'a',
    'library/ubuntu',
    'a__b',
    'a---b/c.d_e',
    '0/1/2',
    'blobs/uploads',
    'manifests/x',
    'x'.repeat(255),
    `a${'/b'.repeat(127)}`,
  ])('reads %s [REF-01, REF-02]', (text) => {
    expect(parseRepositoryName(text)).toBe(text);
  });

  it('reads every name of the grammar [REF-01]', () => {
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 9 }), (components) => {
        const text = components.join('/');
        expect(parseRepositoryName(text)).toBe(text);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['upper case', 'UPPER'],
    ['an empty component', 'a//b'],
    ['a slash at the start', '/a'],
    ['a slash at the end', 'a/'],
    ['a separator at the start', '-a'],
    ['a separator at the end', 'a-'],
    ['two periods', 'a..b'],
    ['three underscores', 'a___b'],
    ['mixed separators', 'a._b'],
    ['a period at the start', '.a'],
    ['the folder above', 'a/../b'],
    ['an escaped slash', '%2Fetc%2Fpasswd'],
    ['a backslash', 'a\\b'],
    ['a NUL', 'a\0'],
    ['a Cyrillic look-alike', 'аdmin'],
    ['a line feed at the end', 'a\n'],
    ['a colon', 'a:b'],
    ['a space', 'a b'],
    ['256 characters', 'x'.repeat(256)],
  ])('refuses %s [REF-01, REF-02]', (_fault, text) => {
    expect(thrownBy(() => parseRepositoryName(text))).toMatchObject({ code: 'NAME_INVALID' });
  });

  it.each([
    ['pairs of letter and hyphen', `${'a-'.repeat(127)}!`],
    ['nothing but hyphens', `${'-'.repeat(254)}a`],
    ['one long run of hyphens', `a${'-'.repeat(253)}!`],
    ['many components', `${'a/'.repeat(127)}/`],
    ['nine million underscores', '_'.repeat(9_000_000)],
  ])('refuses %s, which make careless expressions slow', (_attack, text) => {
    expect(thrownBy(() => parseRepositoryName(text))).toMatchObject({ code: 'NAME_INVALID' });
  });
});
