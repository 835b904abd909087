import * as core from '../src/index.js';
import { thrownBy } from './thrown-by.js';

const { RegistryError } = core;
/** Arguments of a caller without types. */
const wrong: readonly unknown[] = [undefined, null, 5, 1n, true, {}, [], () => 1, Symbol('s'), 'text\u0000\u202e'];
const withoutTypes = core as unknown as Readonly<Record<string, (...values: readonly unknown[]) => unknown>>;

/** Returns the error of a call, and asserts that it is a TypeError or a RegistryError. */
function refusalOf(name: string, ...values: readonly unknown[]): Error {
  const error = thrownBy(() => withoutTypes[name]?.(...values));
  if (core.isRegistryError(error)) return error;
  expect(error).toBeInstanceOf(TypeError);
  return error as TypeError;
}

/** The value as it appears in a message. */
function shown(value: unknown): string {
  if (typeof value === 'string') return '"text\\u0000\\u{202e}"';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

describe.each([
  ['parseDigest', 'DIGEST_INVALID'],
  ['parseVerifiableDigest', 'DIGEST_INVALID'],
  ['parseDigestAlgorithm', 'DIGEST_INVALID'],
  ['parseTag', 'MANIFEST_INVALID'],
  ['parseReference', 'MANIFEST_INVALID'],
  ['parseRepositoryName', 'NAME_INVALID'],
  ['parseContentRange', 'BLOB_UPLOAD_INVALID'],
])('%s', (name, code) => {
  it.each(wrong)('refuses %p, and shows it', (value) => {
    const error = refusalOf(name, value);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(shown(value));
  });

  it('shows only the beginning of a long value', () => {
    expect(refusalOf(name, `${'x'.repeat(100_000)}!`).message.length).toBeLessThan(300);
  });
});

describe.each(['isDigest', 'isTag', 'isRegistryError'])('%s', (name) => {
  it.each(wrong)('is false for %p', (value) => {
    expect(withoutTypes[name]?.(value)).toBe(false);
  });
});

describe.each([
  ['digestOf', []],
  ['parseManifest', []],
])('%s', (name) => {
  it.each(wrong)('takes no %p for bytes, and shows it', (value) => {
    expect(refusalOf(name, value)).toMatchObject({
      message: expect.stringMatching(/must be a Uint8Array, not /),
    });
    expect(refusalOf(name, value).message).toContain(shown(value));
  });
});

describe('a digester', () => {
  it.each(['md5', 'sha1', '', 'SHA256', 5, null])('refuses the algorithm %p', (algorithm) => {
    expect(refusalOf('createDigester', algorithm)).toMatchObject({ code: 'DIGEST_INVALID' });
    expect(refusalOf('digestOf', new Uint8Array(), algorithm)).toMatchObject({ code: 'DIGEST_INVALID' });
  });

  it('refuses text instead of bytes', () => {
    expect(() => core.createDigester().update('text' as never)).toThrow(
      new TypeError('the content of a digest must be a Uint8Array, not "text"'),
    );
  });
});

describe('other functions', () => {
  it.each([
    ['parseManifest', [new Uint8Array(), 5]],
    ['algorithmOf', [5]],
    ['encodedOf', [null]],
    ['isVerifiable', [undefined]],
    ['matchesDigest', [new Uint8Array(), {}]],
    ['matchesDigest', ['text', `sha256:${'0'.repeat(64)}`]],
    ['isNondistributable', [undefined]],
    ['withoutParameters', [5]],
    ['parseRanges', [5, 1]],
    ['parseRanges', ['bytes=0-1', '5']],
    ['lengthOf', [{ first: 0, last: '5' }]],
    ['lengthOf', [{ first: -1, last: 5 }]],
    ['formatUploadRange', ['5']],
    ['formatUploadRange', [1.5]],
    ['findMissingReferences', [{}, {}]],
    ['requireReferences', [{ blobs: [], children: 5 }]],
  ])('%s refuses %j', (name, values) => {
    expect(refusalOf(name, ...values).message).toMatch(/(?:must be|is not|malformed)/);
  });

  it('refuse to wait for anything but a promise or a source', async () => {
    expect(refusalOf('untilAborted', 5, undefined).message).toBe('the work must be a promise, not 5');
    const source = core.eachUntilAborted([1] as never, undefined);
    await expect(source.next()).rejects.toThrow(new TypeError('the source must be an async iterable, not an array'));
    await expect(core.parseLargeManifest({} as never)).rejects.toThrow(
      new TypeError('the bytes of a manifest must be a Uint8Array, not an object'),
    );
  });

  it.each([
    [['NO_SUCH_CODE', 'x'], 'a RegistryError has no code "NO_SUCH_CODE"'],
    [['toString', 'x'], 'a RegistryError has no code "toString"'],
    [['DENIED', 5], 'the message of a RegistryError must be a string, not 5'],
    [['DENIED', 'x', { reasons: 'busy' }], 'RegistryError has no option reasons; did you mean reason?'],
    [['DENIED', 'x', { reason: 'tired' }], 'a RegistryError has no reason "tired"'],
    [['DENIED', 'x', { reason: 'toString' }], 'a RegistryError has no reason "toString"'],
    [['DENIED', 'x', { reason: 'busy' }], 'the reason busy belongs to BLOB_UPLOAD_INVALID, not to DENIED'],
    [
      ['DENIED', 'x', { retryAfterSeconds: '5' }],
      'RegistryError: retryAfterSeconds must be a positive number, not "5"',
    ],
  ])('a RegistryError cannot be created from %j', (values, message) => {
    const make = RegistryError as unknown as new (...given: readonly unknown[]) => Error;
    expect(() => new make(...values)).toThrow(new TypeError(message));
  });
});
