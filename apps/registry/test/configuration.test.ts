import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../src/configuration/configuration-error.js';
import { describeConfiguration } from '../src/configuration/describe-configuration.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';

const directory = mkdtempSync(join(tmpdir(), 'lading-configuration-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfiguration(environment, directory);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfiguration', () => {
  it('needs nothing, and answers on the loopback address only', () => {
    expect(loadConfiguration({}, directory)).toMatchObject({
      host: '127.0.0.1',
      port: 5000,
      dataDirectory: join(directory, 'data'),
      workers: availableParallelism(),
      stopTimeoutSeconds: 30,
      allowDelete: true,
      trustedProxies: [],
    });
  });

  it('reads numbers, truth values and lists from the environment', () => {
    const environment = {
      HOST: '0.0.0.0',
      PORT: '0',
      LADING_ALLOW_DELETE: 'off',
      LADING_ALLOW_SPARSE: '1',
      LADING_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      LADING_BASE_PATH: '/team/registry',
    };
    expect(loadConfiguration(environment, directory)).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      allowDelete: false,
      allowSparse: true,
      trustedProxies: ['10.0.0.0/8', '::1'],
      basePath: '/team/registry',
    });
  });

  it('reads a YAML file, over which the environment wins', () => {
    const path = file('both.yaml', 'port: 5001\nallowCatalog: false\ntrustedProxies: [127.0.0.1]\n');
    expect(loadConfiguration({ LADING_CONFIG: path, PORT: '5002' }, directory)).toMatchObject({
      port: 5002,
      allowCatalog: false,
      trustedProxies: ['127.0.0.1'],
    });
  });

  it('reads lading.yaml of the working directory without being told', () => {
    const path = file('lading.yaml', 'workers: 3\n');
    expect(loadConfiguration({}, directory).workers).toBe(3);
    rmSync(path);
  });

  it('takes an empty file, and an empty variable, for one that sets nothing', () => {
    const path = file('empty.yaml', '# nothing yet\n');
    expect(loadConfiguration({ LADING_CONFIG: path, PORT: '' }, directory).port).toBe(5000);
  });

  it('reads the database URL from a file', () => {
    const path = file('database-url', 'postgres://user:canary@database/registry\n');
    const configuration = loadConfiguration({ DATABASE_URL_FILE: path }, directory);
    expect(configuration.databaseUrl).toBe('postgres://user:canary@database/registry');
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['a word for a number', { PORT: 'http' }, 'PORT is "http"; allowed: a whole number, 0 to 65535'],
    ['a number too large', { PORT: '65536' }, 'PORT is 65536; allowed: a whole number, 0 to 65535'],
    [
      'a number in another notation',
      { LADING_WORKERS: '0x10' },
      'LADING_WORKERS is "0x10"; allowed: a whole number, 1 to 256',
    ],
    [
      'bytes out of range',
      { LADING_MAX_MANIFEST_BYTES: '5' },
      'LADING_MAX_MANIFEST_BYTES is 5; allowed: bytes, 1024 to 67108864',
    ],
    [
      'a word for a truth value',
      { LADING_ALLOW_DELETE: 'maybe' },
      'LADING_ALLOW_DELETE is "maybe"; allowed: true or false',
    ],
    ['a word that is no choice', { LADING_LOG_FORMAT: 'xml' }, 'LADING_LOG_FORMAT is "xml"; allowed: json, pretty'],
    [
      'a bad base path',
      { LADING_BASE_PATH: '/a/' },
      'LADING_BASE_PATH is "/a/"; allowed: nothing, or a path such as /registry, without a slash at its end',
    ],
    [
      'a bad proxy',
      { LADING_TRUSTED_PROXIES: '10.0.0.1/33' },
      'LADING_TRUSTED_PROXIES is ["10.0.0.1/33"]; allowed: IP addresses or CIDR ranges; several with commas between',
    ],
    [
      'a certificate without its key',
      { LADING_TLS_CERT: 'a.pem' },
      'LADING_TLS_KEY is not set; allowed: a certificate and its key come together, or neither',
    ],
    [
      'one port for two things',
      { LADING_METRICS_PORT: '5000' },
      'LADING_METRICS_PORT is 5000; allowed: a port other than that of the registry',
    ],
    ['an unknown variable', { LADING_WORKER: '2' }, 'LADING_WORKER is not known; did you mean LADING_WORKERS?'],
    ['an unknown variable like no other', { LADING_COLOUR_OF_THE_SHED: '2' }, 'LADING_COLOUR_OF_THE_SHED is not known'],
  ])('refuses %s, and says what is allowed', (_, environment, fault) => {
    expect(faultsOf(environment)).toEqual([fault]);
  });

  it('tells everything that is wrong at once', () => {
    expect(faultsOf({ PORT: 'a', LADING_WORKERS: 'b' })).toHaveLength(2);
  });

  it('never shows a secret that it refuses', () => {
    const faults = faultsOf({ DATABASE_URL: 'mysql://user:canary@database/registry' });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^DATABASE_URL is not of the right form/);
    expect(faults[0]).not.toContain('canary');
  });

  it('refuses a secret that is given twice', () => {
    const path = file('second-url', 'postgres://b/c');
    const faults = faultsOf({ DATABASE_URL: 'postgres://b/c', DATABASE_URL_FILE: path });
    expect(faults).toEqual(['DATABASE_URL and DATABASE_URL_FILE are both set: set one']);
  });

  it('names the file and the key of what is wrong in YAML', () => {
    const path = file('wrong.yaml', 'prot: 5000\nworkers: many\n');
    expect(faultsOf({ LADING_CONFIG: path })).toEqual([
      `${path}: prot is not known; did you mean port?`,
      `${path}: workers is "many"; allowed: a whole number, 1 to 256`,
    ]);
  });

  it("says where YAML can't be read, and shows no line of it", () => {
    const path = file('broken.yaml', 'databaseUrl: [canary\nport: 1\n');
    const [fault] = faultsOf({ LADING_CONFIG: path });
    expect(fault).toMatch(/broken\.yaml: .+ at line \d+/);
    expect(fault).not.toContain('canary');
  });

  it('refuses a file that was named and is not there', () => {
    expect(faultsOf({ LADING_CONFIG: join(directory, 'missing.yaml') })[0]).toContain('missing.yaml');
  });
});

/** A table without the spaces and dashes by which a formatter aligns its columns. */
function unpadded(markdown: string): string {
  return markdown.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');
}

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it('shows the table of the configuration as the schema has it', () => {
    expect(unpadded(readme)).toContain(unpadded(describeConfiguration()));
  });

  it('shows a YAML file that is understood', () => {
    const [, yaml = ''] = /```yaml\n([^`]+)```/.exec(readme) ?? [];
    const path = file('readme.yaml', yaml);
    expect(loadConfiguration({ LADING_CONFIG: path }, directory)).toMatchObject({
      host: '0.0.0.0',
      trustedProxies: ['10.0.0.0/8'],
    });
  });
});
