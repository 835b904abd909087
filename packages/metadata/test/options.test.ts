import { createRegistryDataSource, PostgresAccessStore, PostgresMetadataStore } from '../src/index.js';

const url = 'postgresql://user:secret@127.0.0.1/database';

describe('createRegistryDataSource', () => {
  it.each([
    [{}, 'createRegistryDataSource: the option url is missing'],
    [{ URL: url }, 'createRegistryDataSource has no option URL; did you mean url?'],
    [{ url, poolsize: 5 }, 'createRegistryDataSource has no option poolsize; did you mean poolSize?'],
    [{ url, poolSize: '5' }, 'createRegistryDataSource: poolSize must be a positive whole number, not "5"'],
    [{ url: new URL(url) }, 'createRegistryDataSource: url must be a non-empty string, not an object'],
    [url, 'createRegistryDataSource: the options must be an object, not a string'],
  ])('refuses %j', (options, message) => {
    expect(() => createRegistryDataSource(options as { url: string })).toThrow(message);
  });
});

describe('PostgresMetadataStore', () => {
  it.each([
    [{ lockTimeout: 1 }, 'PostgresMetadataStore has no option lockTimeout; did you mean lockTimeoutSeconds?'],
    [{ preparedStatements: 'off' }, 'PostgresMetadataStore: preparedStatements must be a boolean, not "off"'],
    [{ schema: 'x' }, 'PostgresMetadataStore has no option schema; there are leaseSeconds'],
  ])('refuses %j', (options, message) => {
    expect(() => new PostgresMetadataStore(createRegistryDataSource({ url }), options as object)).toThrow(message);
  });
});

describe('PostgresAccessStore', () => {
  it.each([
    [{ lockTimeout: 1 }, 'PostgresAccessStore has no option lockTimeout; did you mean lockTimeoutSeconds?'],
    [{ timeoutSeconds: 0 }, 'PostgresAccessStore: timeoutSeconds must be a positive number, not 0'],
  ])('refuses %j', (options, message) => {
    expect(() => new PostgresAccessStore(createRegistryDataSource({ url }), options as object)).toThrow(message);
  });
});
