import {
  algorithmOf,
  encodedOf,
  isDigest,
  isRegistryError,
  isVerifiable,
  parseDigest,
  parseDigestAlgorithm,
  parseVerifiableDigest,
} from '../../src/index.js';
import { thrownBy } from '../thrown-by.js';

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;
const foreign = [
  'sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564',
  'multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8',
  'a.b_c-d:=',
];

describe('parseDigest', () => {
  it.each([sha256, sha512])('reads %s [DIG-02, DIG-03]', (text) => {
    expect(parseDigest(text)).toBe(text);
    expect(isVerifiable(parseDigest(text))).toBe(true);
  });

  it.each(foreign)('reads %s, which nobody can verify here [DIG-01, DIG-05]', (text) => {
    expect(parseDigest(text)).toBe(text);
    expect(isVerifiable(parseDigest(text))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['no colon', 'sha256'],
    ['no encoded part', 'sha256:'],
    ['no algorithm', `:${'a'.repeat(64)}`],
    ['63 digits', sha256.slice(0, -1)],
    ['65 digits', `${sha256}0`],
    ['upper-case digits', sha256.toUpperCase().replace('SHA256', 'sha256')],
    ['an upper-case algorithm', sha256.replace('sha256', 'SHA256')],
    ['the length of another algorithm', sha256.replace('sha256', 'sha512')],
    ['two separators in the algorithm', 'a++b:c'],
    ['a separator at the end of the algorithm', 'a+:c'],
    ['a second colon', 'a:b:c'],
    ['a slash', 'a:../b'],
    ['a line feed at the end', `${sha256}\n`],
    ['a space', ` ${sha256}`],
    ['256 characters', `a:${'b'.repeat(254)}`],
    ['a name from the prototype of objects', 'constructor:'],
  ])('refuses %s [DIG-01, DIG-02]', (_fault, text) => {
    expect(thrownBy(() => parseDigest(text))).toMatchObject({ code: 'DIGEST_INVALID' });
    expect(isDigest(text)).toBe(false);
  });

  it('reads what the prototype of objects has names for as an algorithm like any other', () => {
    expect(isVerifiable(parseDigest('constructor:a'))).toBe(false);
  });

  it('quotes no more than the beginning of a long text', () => {
    const error = thrownBy(() => parseDigest('x'.repeat(1_000_000)));
    expect(JSON.stringify(isRegistryError(error) && error.entries).length).toBeLessThan(500);
  });
});

describe('parseVerifiableDigest', () => {
  it('reads the digests that content is stored under [DIG-07]', () => {
    expect([parseVerifiableDigest(sha256), parseVerifiableDigest(sha512)]).toEqual([sha256, sha512]);
  });

  it.each([...foreign, 'md5:d41d8cd98f00b204e9800998ecf8427e'])('refuses %s [DIG-07]', (text) => {
    expect(thrownBy(() => parseVerifiableDigest(text))).toMatchObject({ code: 'DIGEST_INVALID' });
  });
});

describe('parseDigestAlgorithm', () => {
  it.each(['sha256', 'sha512'])('reads %s [CHNK-02]', (text) => {
    expect(parseDigestAlgorithm(text)).toBe(text);
  });

  it.each(['', 'md5', 'SHA256', 'toString', 'sha256 '])('refuses "%s" [DIG-07]', (text) => {
    expect(thrownBy(() => parseDigestAlgorithm(text))).toMatchObject({ code: 'DIGEST_INVALID' });
  });
});

describe('the parts of a digest', () => {
  it('stand before and after the colon', () => {
    const digest = parseDigest('sha256+b64u:a_b=');
    expect([algorithmOf(digest), encodedOf(digest)]).toEqual(['sha256+b64u', 'a_b=']);
  });
});
