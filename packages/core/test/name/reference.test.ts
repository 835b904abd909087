import { isTag, parseReference, parseTag } from '../../src/index.js';
import { thrownBy } from '../thrown-by.js';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseTag', () => {
  it.each(['v1', '_', '0', 'A.b-C_d', 'latest', `x${'.'.repeat(127)}`, `sha256-${'a'.repeat(64)}.sig`])(
    'reads %s [REF-04]',
    (text) => {
      expect([parseTag(text), isTag(text)]).toEqual([text, true]);
    },
  );

  it.each(['', '.x', '-x', 'a:b', 'a b', 'é', 'a/b', 'a\n', 'a\0', 'x'.repeat(129)])('refuses %j [REF-04]', (text) => {
    expect(thrownBy(() => parseTag(text))).toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(isTag(text)).toBe(false);
  });
});

describe('parseReference', () => {
  it('reads a tag [REF-03]', () => {
    expect(parseReference('v1')).toEqual({ kind: 'tag', tag: 'v1' });
  });

  it('reads a digest [REF-03]', () => {
    expect(parseReference(digest)).toEqual({ kind: 'digest', digest });
  });

  it('reads the fallback tag of a digest as a tag and nothing else', () => {
    expect(parseReference(digest.replace(':', '-')).kind).toBe('tag');
  });

  it.each(['sha256:XYZ', 'sha256:', ':', 'md5:d41d8cd98f00b204e9800998ecf8427e', 'a:b'])(
    'refuses %s as a digest [REF-06]',
    (text) => {
      expect(thrownBy(() => parseReference(text))).toMatchObject({ code: 'DIGEST_INVALID' });
    },
  );

  it.each(['', '.INVALID_MANIFEST_NAME', 'a@b'])('refuses "%s" as a tag [REF-04]', (text) => {
    expect(thrownBy(() => parseReference(text))).toMatchObject({ code: 'MANIFEST_INVALID' });
  });
});
