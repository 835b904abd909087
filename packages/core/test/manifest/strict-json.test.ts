import fc from 'fast-check';
import { readStrictJson } from '../../src/manifest/strict-json.js';
import { thrownBy } from '../thrown-by.js';
import { encode } from './sample-manifests.js';

const refused = (message: string) => ({ code: 'MANIFEST_INVALID', status: 400, message });

describe('readStrictJson', () => {
  it('reads all JSON that JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom('', ' ', '\n\t\r '), (text, space) => {
        expect(readStrictJson(encode(space + text + space))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws nothing but MANIFEST_INVALID, whatever bytes it gets', () => {
    const soup = fc.stringMatching(/^[[\]{}",:\\0-9a-z \u00e9]{0,20}$/).map(encode);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), soup), (bytes) => {
        try {
          readStrictJson(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'MANIFEST_INVALID' });
        }
      }),
    );
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1',
    '{"a":1}}',
    '{} x',
    '{}{}',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    'NaN',
    '// a\n{}',
    '"\\x"',
    '"',
  ])('refuses %j, which is not JSON (ambiguities C7)', (text) => {
    expect(thrownBy(() => readStrictJson(encode(text)))).toMatchObject(refused('the manifest is not JSON'));
  });

  it('refuses a byte order mark (ambiguities C7)', () => {
    expect(thrownBy(() => readStrictJson(encode('\ufeff{}')))).toMatchObject(refused('the manifest is not JSON'));
  });

  it.each([
    ['a byte that never occurs', [0xff]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate as three bytes', [0xed, 0xa0, 0x80]],
  ])('refuses %s, which is not UTF-8 (ambiguities C7)', (_fault, bytes) => {
    const quoted = Uint8Array.from([0x22, ...bytes, 0x22]);
    expect(thrownBy(() => readStrictJson(quoted))).toMatchObject(refused('the manifest is not UTF-8'));
  });

  it('reads an escaped lone surrogate', () => {
    expect(readStrictJson(encode('{"a":"\\ud800"}'))).toEqual({ a: '\ud800' });
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"b":{"a":1,"c":[],"a":2}}',
    '[[{"":1,"":2}]]',
    '{"x":"\\",\\"a\\":","a":1,"a":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"1":1,"1":2}',
  ])('refuses %s, where a name occurs twice (ambiguities C7)', (text) => {
    expect(thrownBy(() => readStrictJson(encode(text)))).toMatchObject(
      refused('an object of the manifest has the same name twice'),
    );
  });

  it('refuses any object once one of its names is written again, in whatever spelling', () => {
    const spell = (name: string) =>
      `"${[...name].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
    const record = fc.dictionary(fc.stringMatching(/^[a-z0-9_:,{}[\]]{0,6}$/), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(record, fc.nat(), (object, pick) => {
        const names = Object.keys(object);
        const text = `${JSON.stringify(object).slice(0, -1)},${spell(names[pick % names.length] ?? '')}:0}`;
        expect(thrownBy(() => readStrictJson(encode(text)))).toMatchObject({ code: 'MANIFEST_INVALID' });
      }),
    );
  });

  it('takes the same name in two objects, and names that differ by case, for what they are', () => {
    const text = '{"a":{"a":1,"A":2},"b":[{"a":1},{"a":1}]}';
    expect(readStrictJson(encode(text))).toEqual(JSON.parse(text));
  });

  it('reads 32 levels and refuses 33', () => {
    const nested = (levels: number) => encode('['.repeat(levels) + ']'.repeat(levels));
    expect(JSON.stringify(readStrictJson(nested(32)))).toHaveLength(64);
    expect(thrownBy(() => readStrictJson(nested(33)))).toMatchObject(
      refused('the manifest is nested more than 32 deep'),
    );
  });

  it('counts no bracket inside a string as a level', () => {
    const text = JSON.stringify({ '[[': '{['.repeat(100), '\\': '"[' });
    expect(readStrictJson(encode(text))).toEqual(JSON.parse(text));
  });

  it('reads 32,000 names and refuses one more, because each may cost as much as a name that is nowhere else', () => {
    const named = (count: number) => encode(`{${Array.from({ length: count }, (_, index) => `"${index}":1`)}}`);
    expect(Object.keys(readStrictJson(named(32_000)) as object)).toHaveLength(32_000);
    expect(thrownBy(() => readStrictJson(named(32_001)))).toMatchObject(
      refused('the manifest has more than 32000 names'),
    );
  });

  it.each([
    ['brackets', '['.repeat(4_194_304)],
    ['objects', '{"a":'.repeat(800_000)],
    ['numbers', `[${'1,'.repeat(2_000_000)}1]`],
    ['members', `{${Array.from({ length: 200_000 }, (_, index) => `"${index}":1`)}}`],
    ['empty arrays', `[${'[],'.repeat(1_000_000)}1]`],
  ])('refuses millions of %s before they are parsed', (_kind, text) => {
    const parse = JSON.parse;
    let parsed = false;
    JSON.parse = (...given) => {
      parsed = true;
      return parse(...given);
    };
    try {
      expect(thrownBy(() => readStrictJson(encode(text)))).toMatchObject({ code: 'MANIFEST_INVALID' });
    } finally {
      JSON.parse = parse;
    }
    expect(parsed).toBe(false);
  });

  it('reads 4 MiB of text, of white space and of escapes', () => {
    for (const text of [`"${'a'.repeat(4_194_302)}"`, `{}${' '.repeat(4_194_302)}`, `"${'\\\\'.repeat(2_097_151)}"`])
      expect(readStrictJson(encode(text))).toEqual(JSON.parse(text));
  });
});
