import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../src/configuration/configuration-error.js';
import { configurationJsonSchema } from '../src/configuration/json-schema.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';

const directory = mkdtempSync(join(tmpdir(), 'lading-grammar-'));
afterAll(() => rmSync(directory, { recursive: true }));

const schema = z.fromJSONSchema(configurationJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

/** The value that both sources read from one text, or `refused`. */
function fromEnvironment(variable: string, name: string, text: string): unknown {
  return meaningOf(name, () => loadConfiguration({ [variable]: text }, directory));
}

function fromYaml(name: string, yaml: string): unknown {
  const file = join(directory, 'lading-test.yaml');
  writeFileSync(file, `${name}: ${yaml}\n`);
  return meaningOf(name, () => loadConfiguration({ LADING_CONFIG: file }, directory));
}

function meaningOf(name: string, load: () => object): unknown {
  try {
    return (load() as Record<string, unknown>)[name];
  } catch (error) {
    if (error instanceof ConfigurationError) return 'refused';
    throw error;
  }
}

describe('access, in the JSON Schema of the file', () => {
  const isValid = (access: unknown) => schema.safeParse({ access }).success;
  const rule = { who: ['group:ops'], where: ['team/**'], what: ['pull'], when: { addresses: ['10.0.0.0/8'] } };

  it('is a word or the mapping that the registry accepts', () => {
    const token = { realm: 'https://auth.example.com/token', service: 's', issuer: 'i', jwks: 'keys.json' };
    for (const access of [
      'open',
      'sign-in',
      null,
      { htpasswd: 'h', groups: { ops: ['ada'] }, rules: [rule] },
      { token },
    ])
      expect([access, isValid(access)]).toEqual([access, true]);
  });

  it('has no key and no value that the registry refuses', () => {
    const wrong = [
      'closed',
      { htpaswd: 'h' },
      { rules: [{ ...rule, what: ['read'] }] },
      { rules: [{ ...rule, who: ['ops'] }] },
      { rules: [{ ...rule, who: 'authenticated' }] },
      { rules: [{ ...rule, when: { weekday: '1' } }] },
      { token: { realm: 'https://auth.example.com/token' } },
    ];
    for (const access of wrong) expect([access, isValid(access)]).toEqual([access, false]);
  });
});

const truths = ['true', 'True', 'TRUE', 'yes', 'Yes', 'on', 'ON', '1'].map((text) => [text, true] as const);
const falsehoods = ['false', 'False', 'no', 'No', 'NO', 'off', 'Off', '0'].map((text) => [text, false] as const);

describe.each([
  [
    'LADING_ALLOW_DELETE',
    'allowDelete',
    [...truths, ...falsehoods, ['2', 'refused'], ['maybe', 'refused'], ['y', 'refused']],
  ],
  [
    'LADING_MAX_PAGE_SIZE',
    'maximumPageSize',
    [
      ['7', 7],
      ['0x10', 'refused'],
      ['1e3', 'refused'],
      ['7.0', 'refused'],
      ['-7', 'refused'],
      ['7s', 'refused'],
      ['0', 'refused'],
    ],
  ],
  [
    'LADING_UPLOAD_EXPIRY',
    'uploadExpirySeconds',
    [
      ['3600', 3600],
      ['1h', 'refused'],
    ],
  ],
  [
    'LADING_TRUSTED_PROXIES',
    'trustedProxies',
    [
      ['10.0.0.0/8,::1', ['10.0.0.0/8', '::1']],
      ['10.0.0.0/8 , 127.0.0.1,', ['10.0.0.0/8', '127.0.0.1']],
      ['10.0.0.0/8', ['10.0.0.0/8']],
      ['nodes', 'refused'],
    ],
  ],
  [
    'LADING_DATABASE_SCHEMA',
    'databaseSchema',
    [
      ['on', 'on'],
      ['no', 'no'],
      ['true', 'true'],
      ['12', 'refused'],
    ],
  ],
  [
    'LADING_LOG_LEVEL',
    'logLevel',
    [
      ['warn', 'warn'],
      ['WARN', 'refused'],
      ['1', 'refused'],
    ],
  ],
] as const)('%s and %s', (variable, name, cases) => {
  it.each(cases as readonly (readonly [string, unknown])[])('read %j as the same value', (text, meaning) => {
    expect(fromEnvironment(variable, name, text)).toEqual(meaning);
    expect(fromYaml(name, text)).toEqual(meaning);
    expect(fromYaml(name, JSON.stringify(text))).toEqual(meaning);
    expect(fromEnvironment(variable, name, `  ${text}\r`)).toEqual(meaning);
  });

  it('treat an empty value as unset', () => {
    const usual = meaningOf(name, () => loadConfiguration({}, directory));
    for (const text of ['', ' ']) expect(fromEnvironment(variable, name, text)).toEqual(usual);
    for (const yaml of ['', '~', 'null', '""', '" "']) expect(fromYaml(name, yaml)).toEqual(usual);
  });
});

describe('a list in YAML', () => {
  it.each(['[10.0.0.0/8, "::1"]', '\n  - 10.0.0.0/8\n  - ::1', '["10.0.0.0/8,::1"]'])('may be %s', (yaml) => {
    expect(fromYaml('trustedProxies', yaml)).toEqual(['10.0.0.0/8', '::1']);
  });

  it.each(['{ a: b }', '[[10.0.0.0/8]]', '[{ a: b }]'])('is refused as %s', (yaml) => {
    expect(fromYaml('trustedProxies', yaml)).toBe('refused');
  });
});

describe('the JSON Schema', () => {
  it.each([
    [{ allowDelete: true }],
    [{ allowDelete: 'Yes' }],
    [{ allowDelete: 'off' }],
    [{ allowDelete: 0 }],
    [{ allowDelete: null }],
    [{ allowDelete: '' }],
    [{ port: 5000 }],
    [{ port: '5000' }],
    [{ port: null }],
    [{ trustedProxies: ['10.0.0.0/8'] }],
    [{ trustedProxies: '10.0.0.0/8, ::1' }],
    [{ storage: 's3', s3Bucket: 123 }],
    [{ dataDirectory: 2024 }],
    [{ logLevel: 'warn' }],
    [{ logLevel: '' }],
    [{ databaseUrl: 'postgres://host/name' }],
    [{ databaseUrl: '' }],
  ])('accepts %j, as the loader does', (content) => {
    const file = join(directory, 'content.yaml');
    writeFileSync(file, JSON.stringify({ s3Bucket: 'storage' in content ? 'b' : '', ...content }));
    expect(() => loadConfiguration({ LADING_CONFIG: file }, directory)).not.toThrow();
    expect(schema.safeParse(content).error).toBeUndefined();
  });

  it.each([
    [{ allowDelete: 'maybe' }],
    [{ allowDelete: 2 }],
    [{ port: 'http' }],
    [{ port: 65536 }],
    [{ prot: 5000 }],
    [{ trustedProxies: { a: 1 } }],
    [{ logLevel: 'loud' }],
    [{ databaseUrl: 'mysql://host/name' }],
    [{ databaseUrl: true }],
    [{ basePath: 5 }],
    [{ databaseSchema: 12 }],
  ])('refuses %j, as the loader does', (content) => {
    const file = join(directory, 'content.yaml');
    writeFileSync(file, JSON.stringify(content));
    expect(() => loadConfiguration({ LADING_CONFIG: file }, directory)).toThrow(ConfigurationError);
    expect(schema.safeParse(content).success).toBe(false);
  });
});
