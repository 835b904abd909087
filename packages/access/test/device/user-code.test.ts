import { formatDeviceScopes, parseDeviceScopes } from '../../src/device/device-scopes.js';
import { makeUserCode } from '../../src/device/user-code.js';
import { formatUserCode, parseUserCode } from '../../src/index.js';
import { codeOf } from '../support/administration.js';

describe('a user code', () => {
  it('is read as people type it', () => {
    for (const text of ['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk ', 'b-c-d-f-g-h-j-k'])
      expect(parseUserCode(text)).toBe('BCDFGHJK');
    for (const text of ['', 'BCDF-GHJ', 'BCDF-GHJKL', 'ACDF-GHJK', 'BCDF-GHJ0', 'BCDF_GHJK'])
      expect(parseUserCode(text)).toBeUndefined();
    expect(formatUserCode('BCDFGHJK')).toBe('BCDF-GHJK');
  });

  it('is random, and has no vowel and no digit', () => {
    const codes = Array.from({ length: 500 }, makeUserCode);
    expect(new Set(codes).size).toBe(500);
    expect([...new Set(codes.join(''))].sort().join('')).toBe('BCDFGHJKLMNPQRSTVWXZ');
  });
});

describe('the scopes that a device asks for', () => {
  it('are patterns with rights', () => {
    expect(parseDeviceScopes(' ')).toBeUndefined();
    const text = 'repository:team/**:pull,push repository:*:list';
    const scopes = parseDeviceScopes(text) ?? [];
    expect(scopes).toEqual([
      { where: ['team/**'], what: ['pull', 'push'] },
      { where: ['*'], what: ['list'] },
    ]);
    expect(formatDeviceScopes(scopes)).toBe(text);
  });

  it.each(['openid', 'repository:team/**', 'repository:team/**:own', 'repository:TEAM:pull', 'repository::pull'])(
    'are refused: %s',
    async (text) => {
      expect(await codeOf((async () => parseDeviceScopes(text))())).toBe('INVALID');
    },
  );
});
