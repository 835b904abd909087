import {
  describeSetting,
  limitSetting,
  numberSetting,
  pickSettings,
  resolveSettings,
  settingRules,
  truthSetting,
} from '../src/index.js';

const definitions = {
  pages: numberSetting({ default: 10, least: 1, most: 100, description: 'Pages.' }),
  maximumBytes: limitSetting({ default: undefined, least: 1, most: 1000, unit: 'bytes', description: 'Bytes.' }),
  maximumUploads: limitSetting({ default: 5, least: 1, most: Number.MAX_SAFE_INTEGER, description: 'Uploads.' }),
  catalog: truthSetting({ default: true, description: 'Whether there is a catalog.' }),
};
const resolve = (given: object) => resolveSettings('Registry', definitions, given);

describe('resolveSettings', () => {
  it('gives every setting its default, and a limit without one no limit', () => {
    expect(resolve({})).toEqual({ pages: 10, maximumBytes: undefined, maximumUploads: 5, catalog: true });
  });

  it('takes values, and undefined as the default', () => {
    const given = { pages: 1, maximumBytes: 1000, maximumUploads: undefined, catalog: false };
    expect(resolve(given)).toEqual({ pages: 1, maximumBytes: 1000, maximumUploads: 5, catalog: false });
  });

  it('takes unlimited for a limit with a default', () => {
    expect(resolve({ maximumUploads: 'unlimited' }).maximumUploads).toBeUndefined();
  });

  it('omits keys that are not settings', () => {
    expect(resolve({ store: {} })).not.toHaveProperty('store');
  });

  it.each([
    [{ pages: 0 }, 'Registry: pages must be a whole number from 1 to 100, not 0'],
    [{ pages: 101 }, 'Registry: pages must be a whole number from 1 to 100, not 101'],
    [{ pages: 1.5 }, 'Registry: pages must be a whole number from 1 to 100, not 1.5'],
    [{ pages: 'unlimited' }, 'Registry: pages must be a whole number from 1 to 100, not "unlimited"'],
    [{ maximumBytes: 0 }, 'maximumBytes must be a whole number of bytes from 1 to 1000, or unlimited, not 0'],
    [{ maximumUploads: '5' }, 'maximumUploads must be a whole number, 1 or more, or unlimited, not "5"'],
    [{ catalog: 'yes' }, 'catalog must be true or false, not "yes"'],
  ])('refuses %j', (given, message) => {
    expect(() => resolve(given)).toThrow(
      new TypeError(message.startsWith('Registry') ? message : `Registry: ${message}`),
    );
  });
});

describe('pickSettings', () => {
  it('gives the settings that are there and nothing else', () => {
    expect(pickSettings(definitions, { pages: 3, catalog: undefined, port: 5000 } as object)).toEqual({ pages: 3 });
  });
});

describe('settingRules', () => {
  it('has a rule for each setting', () => {
    expect(Object.keys(settingRules(definitions))).toEqual(Object.keys(definitions));
  });
});

describe('describeSetting', () => {
  it('says what a setting may be', () => {
    expect(describeSetting(definitions.maximumBytes)).toBe('a whole number of bytes from 1 to 1000, or unlimited');
    expect(describeSetting(definitions.catalog)).toBe('true or false');
  });
});
