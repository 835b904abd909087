import { checkOptions, nearestName, type OptionRules } from '../src/index.js';

interface Options {
  readonly directory: string;
  readonly partSize?: number;
  readonly timeoutMilliseconds?: number;
  readonly credentials?: object;
  readonly signal?: AbortSignal;
  readonly checksums?: 'always' | 'never';
  readonly retry?: { readonly attempts?: number };
}

const rules = {
  directory: 'non-empty string',
  partSize: 'positive whole number?',
  timeoutMilliseconds: 'positive number?',
  credentials: 'object?',
  signal: 'AbortSignal?',
  checksums: ['always', 'never', undefined],
  retry: { attempts: 'positive whole number?' },
} as const satisfies OptionRules<Options>;

const check = (options: unknown) => () => checkOptions('Store', options as Options, rules);

describe('checkOptions', () => {
  it.each([
    [{ directory: '/a' }],
    [{ directory: '/a', partSize: undefined, signal: new AbortController().signal }],
    [Object.assign(Object.create({ directory: '/a' }) as object, { partSize: 1 })],
  ])('takes %j', (options) => {
    expect(check(options)).not.toThrow();
  });

  it.each([
    [{ directory: '/a', partsize: 1 }, 'Store has no option partsize; did you mean partSize?'],
    [{ directory: '/a', parSize: undefined }, 'Store has no option parSize; did you mean partSize?'],
    [{ directory: '/a', timeout: 1 }, 'Store has no option timeout; did you mean timeoutMilliseconds?'],
    [
      { directory: '/a', bucket: 'b' },
      'Store has no option bucket; there are directory, partSize, timeoutMilliseconds, credentials, signal, checksums, retry',
    ],
    [{ directory: '/a', toString: 1 }, /^Store has no option toString; there are/],
    [{}, 'Store: the option directory is missing'],
    [{ directory: '' }, 'Store: directory must be a non-empty string, not an empty string'],
    [{ directory: 7 }, 'Store: directory must be a non-empty string, not a number'],
    [{ directory: '/a', partSize: 1.5 }, 'Store: partSize must be a positive whole number, not 1.5'],
    [{ directory: '/a', partSize: '8' }, 'Store: partSize must be a positive whole number, not "8"'],
    [{ directory: '/a', partSize: null }, 'Store: partSize must be a positive whole number, not null'],
    [{ directory: '/a', timeoutMilliseconds: Number.NaN }, /must be a positive number, not NaN$/],
    [{ directory: '/a', signal: {} }, 'Store: signal must be an AbortSignal, not an object'],
    [{ directory: '/a', credentials: 'secret' }, 'Store: credentials must be an object, not a string'],
    [{ directory: '/a', retry: 3 }, 'Store: retry must be an object, not a number'],
    [{ directory: '/a', retry: { atempts: 3 } }, 'Store: retry has no option atempts; did you mean attempts?'],
    [{ directory: '/a', retry: { attempts: 0 } }, 'Store: retry.attempts must be a positive whole number, not 0'],
    [{ directory: '/a', checksums: 'Always' }, 'Store: checksums must be one of always, never, not "Always"'],
    [undefined, 'Store: the options must be an object, not undefined'],
    [null, 'Store: the options must be an object, not null'],
    ['/a', 'Store: the options must be an object, not a string'],
  ])('refuses %j', (options, message) => {
    expect(check(options)).toThrow(TypeError);
    expect(check(options)).toThrow(message);
  });

  it('keeps a message short', () => {
    expect(check({ directory: '/a', partSize: 'x'.repeat(10_000) })).toThrow(/^.{1,200}$/);
    expect(check({ directory: '/a', ['y'.repeat(10_000)]: 1 })).toThrow(/^.{1,200}$/);
  });
});

describe('nearestName', () => {
  it.each([
    ['LISTTAGS', 'listTags'],
    ['lisTgas', 'listTags'],
    ['list', undefined],
    ['push', undefined],
    ['', undefined],
  ])('finds for %j %j', (unknown, name) => {
    expect(nearestName(unknown, ['listTags', 'findBlob'])).toBe(name);
  });
});
