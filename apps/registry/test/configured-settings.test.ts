import { allowEveryone, type Setting, unlimited } from '@lading/core';
import { connectionSettings, registrySettings } from '@lading/server';
import { MemoryBlobStore } from '@lading/storage';
import { connectionOptions } from '../src/application/connection-options.js';
import { registryOptions } from '../src/application/registry-options.js';
import { databaseOptions, metadataOptions, type Stores } from '../src/application/stores.js';
import { allConfigurationKeys } from '../src/configuration/configuration-key.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';
import { settle } from '../src/configuration/registry-configuration.js';
import { variableOf } from '../src/configuration/setting-keys.js';

const stores = { blobStore: new MemoryBlobStore() } as unknown as Stores;
const settings: [string, Setting][] = Object.entries({ ...registrySettings, ...connectionSettings });

/** The options of both parts of the server. */
function optionsOf(environment: NodeJS.ProcessEnv): Readonly<Record<string, unknown>> {
  const configuration = loadConfiguration(environment, '/');
  return { ...registryOptions(configuration, stores, allowEveryone()), ...connectionOptions(configuration) };
}

describe.each(settings)('the setting %s', (name, setting) => {
  const variable = variableOf(name);

  it('has a key of the same name and a variable', () => {
    expect(allConfigurationKeys.find((key) => key.name === name)?.environment).toBe(variable);
  });

  it.each(valuesOf(setting))('arrives as %s', (value) => {
    expect(optionsOf({ [variable]: String(value) })[name]).toBe(value);
  });
});

/** Every truth, both ends of a range, and the word of a limit. */
function valuesOf(setting: Setting): unknown[] {
  if (setting.type === 'truth') return [true, false];
  return [setting.least, setting.most, ...(setting.type === 'limit' ? [unlimited] : [])];
}

describe('an option that is no setting', () => {
  it.each([
    ['basePath', { LADING_BASE_PATH: '/a' }, '/a'],
    ['publicUrl', { LADING_PUBLIC_URL: 'auto' }, 'auto'],
    ['trustProxy', { LADING_TRUSTED_PROXIES: '10.0.0.0/8' }, ['10.0.0.0/8']],
  ])('%s arrives', (name, environment, value) => {
    expect(optionsOf(environment)[name]).toEqual(value);
  });

  it('mayFollowRedirect and isProxy know the configured addresses', () => {
    const environment = { LADING_REDIRECTS_EXCEPT: '10.0.0.1', LADING_TRUSTED_PROXIES: '10.0.0.2' };
    const configuration = loadConfiguration(environment, '/');
    const { mayFollowRedirect } = registryOptions(configuration, stores, allowEveryone());
    const { isProxy } = connectionOptions(configuration);
    const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
    expect(addresses.map((address) => mayFollowRedirect?.({ address, userAgent: undefined }))).toEqual([
      false,
      true,
      true,
    ]);
    expect(addresses.map((address) => isProxy?.(address))).toEqual([false, true, false]);
  });
});

describe('a key of the database', () => {
  it('arrives', () => {
    const environment = {
      DATABASE_URL: 'postgres://db/lading',
      LADING_DATABASE_SCHEMA: 'registry',
      LADING_DATABASE_POOL_SIZE: '3',
      LADING_DATABASE_TIMEOUT: '7',
      LADING_DATABASE_PREPARED_STATEMENTS: 'false',
      LADING_LEASE_SECONDS: '61',
      LADING_TRASH_DELAY: '62',
    };
    const configuration = loadConfiguration(environment, '/');
    const settled = settle(configuration, { url: 'postgres://db/lading', poolSize: 3 }, 'json');
    expect(databaseOptions(settled)).toEqual({
      url: 'postgres://db/lading',
      schema: 'registry',
      poolSize: 3,
      timeoutSeconds: 7,
    });
    expect(metadataOptions(settled)).toEqual({
      leaseSeconds: 61,
      trashSeconds: 62,
      preparedStatements: false,
      timeoutSeconds: 7,
    });
  });
});
