import fc from 'fast-check';
import { type JsonDocument } from '../../src/json/json-document.js';
import { scanJson } from '../../src/json/scan-json.js';
import { runAtOnce } from '../../src/json/steps.js';
import { thrownBy } from '../thrown-by.js';

/** The value that the tokens of a document describe, with numbers as text. */
function valueAt(document: JsonDocument, token: number): unknown {
  const children: number[] = [];
  const unit = String.fromCharCode(document.unitAt(token));
  if (unit !== '{' && unit !== '[') return document.stringAt(token) ?? JSON.parse(document.literalAt(token));
  for (let at = token + 1; at < document.after(token); at = document.after(at)) children.push(at);
  const values = children.map((child) => valueAt(document, child));
  if (unit === '[') return values;
  return Object.fromEntries(values.flatMap((name, index) => (index % 2 === 0 ? [[name, values[index + 1]]] : [])));
}

function outcomeOf(text: string): { value?: unknown; fault?: unknown } {
  try {
    return { value: read(text) };
  } catch (fault) {
    return { fault };
  }
}

const read = (text: string) => valueAt(runAtOnce(scanJson(text)), 0);
const refused = (message: string) => ({ code: 'MANIFEST_INVALID', message });

describe('scanJson', () => {
  it('reads all JSON that JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom('', ' ', '\n\t\r '), (text, space) => {
        expect(read(space + text + space)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts and refuses the same as JSON.parse, except for duplicate names', () => {
    const soup = fc.stringMatching(/^[[\]{}",:\\0-9a-z \n.eE+\-\u00e9]{0,20}$/);
    const nearJson = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', '0', '\\', '\0'))
      .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1));
    fc.assert(
      fc.property(fc.oneof(soup, nearJson), (text) => {
        const { value, fault } = outcomeOf(text);
        if (fault === undefined) return expect(value).toEqual(JSON.parse(text));
        expect(fault).toMatchObject({ code: 'MANIFEST_INVALID' });
        if (fault instanceof Error && !fault.message.endsWith('twice')) expect(() => JSON.parse(text)).toThrow();
      }),
      { numRuns: 2000 },
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
  ])('refuses %j, which is not JSON', (text) => {
    expect(thrownBy(() => read(text))).toMatchObject(refused('the manifest is not JSON'));
  });

  it('refuses a byte order mark', () => {
    expect(thrownBy(() => read('\ufeff{}'))).toMatchObject(refused('the manifest is not JSON'));
  });

  it('reads an escaped lone surrogate', () => {
    expect(read('{"a":"\\ud800"}')).toEqual({ a: '\ud800' });
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"b":{"a":1,"c":[],"a":2}}',
    '[[{"":1,"":2}]]',
    '{"x":"\\",\\"a\\":","a":1,"a":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"1":1,"1":2}',
  ])('refuses %s, where a name occurs twice', (text) => {
    expect(thrownBy(() => read(text))).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringMatching(/^an object of the manifest has the name ".*" twice$/),
    });
  });

  it('refuses any object with a duplicate name, also if it is escaped differently', () => {
    const spell = (name: string) =>
      `"${[...name].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
    const record = fc.dictionary(fc.stringMatching(/^[a-z0-9_:,{}[\]]{0,6}$/), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(record, fc.nat(), (object, pick) => {
        const names = Object.keys(object);
        const text = `${JSON.stringify(object).slice(0, -1)},${spell(names[pick % names.length] ?? '')}:0}`;
        expect(thrownBy(() => read(text))).toMatchObject({ code: 'MANIFEST_INVALID' });
      }),
    );
  });

  it('accepts the same name in two objects, and names that differ by case', () => {
    const text = '{"a":{"a":1,"A":2},"b":[{"a":1},{"a":1}]}';
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it('reads 10,000 levels, as Go does, and refuses one more', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(runAtOnce(scanJson(nested(10_000))).after(0)).toBe(10_000);
    expect(thrownBy(() => read(nested(10_001)))).toMatchObject(refused('the manifest is nested more than 10000 deep'));
  });

  it('counts no bracket inside a string as a level', () => {
    const text = JSON.stringify({ '[[': '{['.repeat(10_000), '\\': '"[' });
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it('finds a duplicate among many names', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `"${index}":1`);
    expect(Object.keys(read(`{${names}}`) as object)).toHaveLength(50_000);
    for (const name of ['0', '15', '16', '49999'])
      expect(thrownBy(() => read(`{${names},"${name}":1}`))).toMatchObject(
        refused(`an object of the manifest has the name "${name}" twice`),
      );
  });

  it('reads any number of values, in many steps', () => {
    for (const text of [
      `[${'1,'.repeat(1_000_000)}1]`,
      `[${'[],'.repeat(500_000)}1]`,
      `[${'{"a":{}},'.repeat(200_000)}1]`,
    ]) {
      const steps = scanJson(text);
      let count = 0;
      while (steps.next().done !== true) count += 1;
      expect(count).toBeGreaterThan(text.length / 200_000);
    }
  });

  it('reads 4 MiB of text, of white space and of escapes', () => {
    for (const text of [`"${'a'.repeat(4_194_302)}"`, `{}${' '.repeat(4_194_302)}`, `"${'\\\\'.repeat(2_097_151)}"`])
      expect(read(text)).toEqual(JSON.parse(text));
  });
});
