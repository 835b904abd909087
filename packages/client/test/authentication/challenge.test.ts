import { parseChallenges } from '../../src/authentication/challenge.js';
import { coversScopes, mergeScopes, splitScopes } from '../../src/authentication/scope.js';
import { TokenCache } from '../../src/authentication/token-cache.js';

const read = (field: string | null) =>
  parseChallenges(field).map(({ scheme, parameters }) => ({ scheme, ...Object.fromEntries(parameters) }));

describe('parseChallenges', () => {
  it.each<[string | null, object[]]>([
    [null, []],
    ['', []],
    [' , ,', []],
    ['Basic', [{ scheme: 'basic' }]],
    ['Basic realm="a"', [{ scheme: 'basic', realm: 'a' }]],
    ['Bearer realm="a",scope="r:x:pull,push"', [{ scheme: 'bearer', realm: 'a', scope: 'r:x:pull,push' }]],
    ['Bearer realm = "a" , service = b', [{ scheme: 'bearer', realm: 'a', service: 'b' }]],
    ['BEARER REALM="a\\"b\\\\c"', [{ scheme: 'bearer', realm: 'a"b\\c' }]],
    [
      'Basic realm="x", Bearer realm="y"',
      [
        { scheme: 'basic', realm: 'x' },
        { scheme: 'bearer', realm: 'y' },
      ],
    ],
    ['Negotiate abc==, Basic realm="x"', [{ scheme: 'negotiate' }, { scheme: 'basic', realm: 'x' }]],
    ['Negotiate, Bearer realm="y"', [{ scheme: 'negotiate' }, { scheme: 'bearer', realm: 'y' }]],
    ['Bearer realm="first",realm="second"', [{ scheme: 'bearer', realm: 'first' }]],
    ['Bearer realm="open', [{ scheme: 'bearer' }, { scheme: 'realm' }]],
    ['realm="nobody", Basic realm="x"', [{ scheme: 'basic', realm: 'x' }]],
  ])('reads %j', (field, expected) => {
    expect(read(field)).toEqual(expected);
  });

  it('ends soon for hostile input', () => {
    const long = [' ,', 'a ', 'a=', 'Bearer realm="\\', 'a=b,c '].map((text) => text.repeat(50_000));
    for (const field of long) expect(read(field).length).toBeLessThan(20_000);
  });
});

describe('scopes', () => {
  it('are merged by resource', () => {
    expect(mergeScopes(['repository:a:pull'], ['repository:b:pull', 'repository:a:push,pull'])).toEqual([
      'repository:a:pull,push',
      'repository:b:pull',
    ]);
    expect(mergeScopes(['repository:host:5000/a:pull'])).toEqual(['repository:host:5000/a:pull']);
  });

  it('cover others of the same resource only', () => {
    expect(coversScopes(['repository:a:pull,push'], ['repository:a:pull'])).toBe(true);
    expect(coversScopes(['repository:a:*'], ['repository:a:delete'])).toBe(true);
    expect(coversScopes(['repository:a:pull'], ['repository:a:pull,push'])).toBe(false);
    expect(coversScopes(['repository:a:pull'], ['repository:b:pull'])).toBe(false);
  });

  it('are separated by spaces only', () => {
    expect(splitScopes('repository:a:pull,push registry:catalog:*')).toEqual([
      'repository:a:pull,push',
      'registry:catalog:*',
    ]);
    expect(splitScopes('nonsense')).toEqual([]);
    expect(splitScopes(undefined)).toEqual([]);
  });
});

describe('TokenCache', () => {
  const scopes = ['repository:a:pull'];

  it('returns a token before it expires', async () => {
    let now = 0;
    const cache = new TokenCache(() => now);
    await cache.request(scopes, async () => ({ token: 't', expiresInSeconds: 60, identityToken: undefined }));
    now = 53_000;
    expect(cache.find(scopes)).toBe('t');
    now = 54_500;
    expect(cache.find(scopes)).toBeUndefined();
  });

  it('counts the lifetime of a token from its request', async () => {
    let now = 0;
    const cache = new TokenCache(() => now);
    await cache.request(scopes, async () => {
      now = 50_000;
      return { token: 't', expiresInSeconds: 60, identityToken: undefined };
    });
    now = 55_000;
    expect(cache.find(scopes)).toBeUndefined();
  });

  it('requests again after a failure', async () => {
    const cache = new TokenCache();
    await expect(cache.request(scopes, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(
      await cache.request(scopes, async () => ({ token: 't', expiresInSeconds: 60, identityToken: undefined })),
    ).toBe('t');
  });

  it('uses no token with scopes for a request without scopes', async () => {
    const cache = new TokenCache();
    await cache.request(scopes, async () => ({ token: 't', expiresInSeconds: 60, identityToken: undefined }));
    expect(cache.find([])).toBeUndefined();
    cache.forget('t');
    expect(cache.find(scopes)).toBeUndefined();
  });
});
