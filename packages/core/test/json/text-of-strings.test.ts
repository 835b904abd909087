import fc from 'fast-check';
import { scanJson } from '../../src/json/scan-json.js';
import { runAtOnce } from '../../src/json/steps.js';
import { textOfStrings } from '../../src/json/text-of-strings.js';

const textOf = (text: string) => runAtOnce(textOfStrings(runAtOnce(scanJson(text)), 0));

describe('textOfStrings', () => {
  it.each([
    ['{}', '{}'],
    [' { \n } ', '{}'],
    ['{"a":"b"}', '{"a":"b"}'],
    ['{ "a" : "b" }', '{"a":"b"}'],
    ['{"a":null}', '{"a":""}'],
    ['{"a":null,"b":"c","d" :\tnull }', '{"a":"","b":"c","d":""}'],
    ['{"2":"b","1":"a"}', '{"2":"b","1":"a"}'],
    ['{"a b" : " \\u00e9\\/ "}', '{"a b":" \\u00e9\\/ "}'],
  ])('gives %s as %s', (text, expected) => {
    expect(textOf(text)).toBe(expected);
  });

  it('removes space, writes null as an empty string, and changes nothing else', () => {
    const object = fc.dictionary(fc.string(), fc.option(fc.string({ unit: 'binary' })), { noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, ' ', '\t', 3), (strings, space) => {
        const filled = Object.fromEntries(Object.entries(strings).map(([name, text]) => [name, text ?? '']));
        expect(textOf(JSON.stringify(strings, undefined, space))).toBe(JSON.stringify(filled));
      }),
    );
  });

  it('gives other work a turn between any thousand of the strings', () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`a${index}`, ''])));
    const document = runAtOnce(scanJson(text));
    expect([...textOfStrings(document, 0)].length).toBeGreaterThan(38);
  });
});
