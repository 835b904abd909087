import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../src/configuration/configuration-error.js';
import { describeConfiguration } from '../src/configuration/describe-configuration.js';
import { proxyOf } from '../src/configuration/egress-keys.js';
import { loadConfiguration } from '../src/configuration/load-configuration.js';

const directory = mkdtempSync(join(tmpdir(), 'lading-configuration-'));
afterAll(() => rmSync(directory, { recursive: true }));

const bucket = { LADING_STORAGE: 's3', LADING_S3_BUCKET: 'blobs' };

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
  it('names a misspelt variable beside the setting that is missing', () => {
    expect(faultsOf({ LADING_STORAGE: 's3', LADING_S3_BUKET: 'blobs' })).toEqual([
      'LADING_S3_BUCKET is not set; allowed: the name of a bucket, which LADING_STORAGE=s3 needs',
      'LADING_S3_BUKET is ignored: the registry does not know it; did you mean LADING_S3_BUCKET?',
    ]);
  });

  it('needs no settings, and listens only on the loopback address', () => {
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

  it('reads numbers, booleans and lists from the environment', () => {
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

  it('reads a YAML file, which the environment overrides', () => {
    const path = file('both.yaml', 'port: 5001\nallowCatalog: false\ntrustedProxies: [127.0.0.1]\n');
    expect(loadConfiguration({ LADING_CONFIG: path, PORT: '5002' }, directory)).toMatchObject({
      port: 5002,
      allowCatalog: false,
      trustedProxies: ['127.0.0.1'],
    });
  });

  it('reads lading.yaml in the working directory by default', () => {
    const path = file('lading.yaml', 'workers: 3\n');
    expect(loadConfiguration({}, directory).workers).toBe(3);
    rmSync(path);
  });

  it('ignores an empty file and an empty variable', () => {
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
      'LADING_MAX_MANIFEST_BYTES is 5; allowed: a whole number of bytes, 1024 to 67108864',
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
      'LADING_BASE_PATH is "/a/"; allowed: nothing, or a path such as /registry, without a slash at the end',
    ],
    ...['registry.example.com', 'https://***@a', 'https://a?b'].map((url): [string, NodeJS.ProcessEnv, string] => [
      `the public URL ${url}`,
      { LADING_PUBLIC_URL: url },
      `LADING_PUBLIC_URL is "${url}"; allowed: auto, or a URL such as https://registry.example.com, with no path but that of LADING_BASE_PATH`,
    ]),
    [
      'a public URL with a path of its own',
      { LADING_PUBLIC_URL: 'https://a/b', LADING_BASE_PATH: '/c' },
      'LADING_PUBLIC_URL is "https://a/b"; allowed: a URL with no path but that of LADING_BASE_PATH',
    ],
    [
      'a bad proxy',
      { LADING_TRUSTED_PROXIES: '10.0.0.1/33' },
      'LADING_TRUSTED_PROXIES is "10.0.0.1/33"; allowed: IP addresses or CIDR ranges; separated by commas',
    ],
    [
      'an origin with a path',
      { LADING_CORS_ORIGINS: 'https://ui.example.com/' },
      'LADING_CORS_ORIGINS is "https://ui.example.com/"; allowed: origins such as https://ui.example.com, or * for all; separated by commas',
    ],
    [
      'credentials for every origin',
      { LADING_CORS_ORIGINS: '*', LADING_CORS_CREDENTIALS: 'true' },
      'LADING_CORS_CREDENTIALS is true; allowed: false with LADING_CORS_ORIGINS=*: browsers send no credentials then, so name the origins',
    ],
    [
      'a certificate without its key',
      { LADING_TLS_CERT: 'a.pem' },
      'LADING_TLS_KEY is not set; allowed: a file if LADING_TLS_CERT is set, and nothing otherwise',
    ],
    [
      'one port for two things',
      { LADING_METRICS_PORT: '5000' },
      'LADING_METRICS_PORT is 5000; allowed: a port other than that of the registry',
    ],
    [
      'S3 without a bucket',
      { LADING_STORAGE: 's3' },
      'LADING_S3_BUCKET is not set; allowed: the name of a bucket, which LADING_STORAGE=s3 needs',
    ],
    [
      'a bucket without S3',
      { LADING_S3_BUCKET: 'blobs' },
      'LADING_STORAGE is not set; allowed: s3, since LADING_S3_BUCKET is set',
    ],
    ['a storage that there is not', { LADING_STORAGE: 'gcs' }, 'LADING_STORAGE is "gcs"; allowed: filesystem, s3'],
    [
      'an endpoint that is no URL',
      { ...bucket, LADING_S3_ENDPOINT: 's3.example.com' },
      'LADING_S3_ENDPOINT is "s3.example.com"; allowed: a URL such as https://s3.example.com, without credentials',
    ],
    [
      'an endpoint with a port that there is not',
      { ...bucket, LADING_S3_PUBLIC_ENDPOINT: 'https://s3.example.com:99999' },
      'LADING_S3_PUBLIC_ENDPOINT is "https://s3.example.com:99999"; allowed: a URL such as https://s3.example.com, without credentials',
    ],
    [
      'an endpoint with credentials, which it does not show',
      { ...bucket, LADING_S3_ENDPOINT: 'https://user:canary@s3.example.com' },
      'LADING_S3_ENDPOINT is "https://***@s3.example.com"; allowed: a URL such as https://s3.example.com, without credentials',
    ],
    [
      'a prefix without its slash',
      { ...bucket, LADING_S3_PREFIX: 'registry' },
      'LADING_S3_PREFIX is "registry"; allowed: nothing, or a path such as registry/, with a slash at the end',
    ],
    [
      'a part that S3 would refuse',
      { ...bucket, LADING_S3_PART_BYTES: '1048576' },
      'LADING_S3_PART_BYTES is 1048576; allowed: a whole number of bytes, 5242880 to 67108864',
    ],
    [
      'a key of KMS where another encryption is asked for',
      { ...bucket, LADING_S3_ENCRYPTION: 'AES256', LADING_S3_KMS_KEY: 'a-key' },
      'LADING_S3_KMS_KEY is "a-key"; allowed: a key together with LADING_S3_ENCRYPTION=aws:kms or aws:kms:dsse only',
    ],
    [
      'a direct host that is a range',
      { LADING_EGRESS_PROXY: 'http://proxy.example.com', LADING_EGRESS_DIRECT_HOSTS: 'a.example.com,10.0.0.0/8' },
      'LADING_EGRESS_DIRECT_HOSTS is "a.example.com,10.0.0.0/8"; allowed: host, host:port or *.domain; separated by commas',
    ],
    [
      'direct hosts without a proxy',
      { LADING_EGRESS_DIRECT_HOSTS: 'a.example.com' },
      'LADING_EGRESS_DIRECT_HOSTS is "a.example.com"; allowed: nothing without LADING_EGRESS_PROXY',
    ],
    [
      'a client that is no address',
      { ...bucket, LADING_REDIRECTS_EXCEPT: '10.0.0.0/8,nodes' },
      'LADING_REDIRECTS_EXCEPT is "10.0.0.0/8,nodes"; allowed: IP addresses or CIDR ranges; separated by commas',
    ],
  ])('refuses %s, and says what is allowed', (_, environment, fault) => {
    expect(faultsOf(environment)).toEqual([fault]);
  });

  it('reports all errors at once', () => {
    expect(faultsOf({ PORT: 'a', LADING_WORKERS: 'b' })).toHaveLength(2);
  });

  it('never shows a wrong secret', () => {
    const faults = faultsOf({ DATABASE_URL: 'mysql://user:canary@database/registry' });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^DATABASE_URL is wrong: it does not have the form/);
    expect(faults[0]).not.toContain('canary');
  });

  it.each([
    ['postgres://user:can%ary@host/db', 'password has a %'],
    ['postgres://user:canary@host:70000/db', 'port'],
    ['postgres://user:canary@host/db?sslmode=on', 'sslmode'],
    ['postgres://user:canary@host/db?sslrootcert=/nowhere.pem', 'sslrootcert'],
    ['postgres://user:canary@one,two/db?target_session_attrs=master', 'target_session_attrs'],
  ])('names the wrong part of %s, without the password', (url, part) => {
    const faults = faultsOf({ DATABASE_URL: url });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^DATABASE_URL is wrong: .*${part}`))]);
    expect(faults[0]).not.toMatch(/can.?ary/);
  });

  it.each(['proxy:3128', 'socks5://user:canary@proxy', 'http://user:canary@proxy/path'])(
    'refuses the proxy %s, without its password',
    (url) => {
      const faults = faultsOf({ LADING_EGRESS_PROXY: url });
      expect(faults).toEqual([
        expect.stringMatching(/^LADING_EGRESS_PROXY is wrong: the URL of a proxy must look like/),
      ]);
      expect(faults[0]).not.toContain('canary');
    },
  );

  it('reads the proxy from a file, and its direct hosts', () => {
    const path = file('proxy-url', 'http://user:canary@proxy.example.com:3128\n');
    const hosts = { LADING_EGRESS_DIRECT_HOSTS: '*.corp.example.com, kubernetes.default.svc:6443' };
    expect(proxyOf(loadConfiguration({ LADING_EGRESS_PROXY_FILE: path, ...hosts }, directory))).toEqual({
      url: 'http://user:canary@proxy.example.com:3128',
      directHosts: ['*.corp.example.com', 'kubernetes.default.svc:6443'],
    });
    expect(proxyOf(loadConfiguration({ HTTPS_PROXY: 'http://proxy.example.com' }, directory))).toBeUndefined();
  });

  it.each(['', ' \n'])('refuses a file of a secret that holds %j: it would start a database of its own', (text) => {
    const path = file('empty-url', text);
    expect(faultsOf({ DATABASE_URL_FILE: path })).toEqual([`DATABASE_URL_FILE: ${path} is empty`]);
  });

  it('refuses a secret that is set twice', () => {
    const path = file('second-url', 'postgres://b/c');
    const faults = faultsOf({ DATABASE_URL: 'postgres://b/c', DATABASE_URL_FILE: path });
    expect(faults).toEqual(['DATABASE_URL and DATABASE_URL_FILE are both set: set one']);
  });

  it('names the file and the key of an error in YAML', () => {
    const path = file('wrong.yaml', 'prot: 5000\nworkers: many\n');
    expect(faultsOf({ LADING_CONFIG: path })).toEqual([
      `${path}: prot is not known; did you mean port?`,
      `${path}: workers is "many"; allowed: a whole number, 1 to 256`,
    ]);
  });

  it('shows a list in place of a single value', () => {
    const path = file('list.yaml', 'allowDelete: [yes]\n');
    expect(faultsOf({ LADING_CONFIG: path })).toEqual([`${path}: allowDelete is ["yes"]; allowed: true or false`]);
  });

  it('says that a pattern of stars needs quotes, and where', () => {
    const path = file('stars.yaml', 'access:\n  rules:\n    - { who: [anonymous], where: [**], what: [pull] }\n');
    expect(faultsOf({ LADING_CONFIG: path })).toEqual([
      expect.stringMatching(/stars\.yaml: a text that begins with \* needs quotes, such as "\*\*", at line 3$/),
    ]);
  });

  it("says where YAML can't be read, and shows no line of it", () => {
    const path = file('broken.yaml', 'databaseUrl: [canary\nport: 1\n');
    const [fault] = faultsOf({ LADING_CONFIG: path });
    expect(fault).toMatch(/broken\.yaml: .+ at line \d+/);
    expect(fault).not.toContain('canary');
  });

  it('suggests the key if a file has the name of a variable', () => {
    const path = file('variable.yaml', 'LADING_ALLOW_DELETE: false\n');
    expect(faultsOf({ LADING_CONFIG: path })).toEqual([
      `${path}: LADING_ALLOW_DELETE is not known; did you mean allowDelete?`,
    ]);
  });

  it('refuses a named file that does not exist', () => {
    const [fault] = faultsOf({ LADING_CONFIG: join(directory, 'missing.yaml') });
    expect(fault).toMatch(/^the configuration file .*missing\.yaml can't be read: ENOENT/);
  });
});

/** A table without the spaces and dashes by which a formatter aligns its columns. */
function unpadded(markdown: string): string {
  return markdown.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');
}

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it('has the table of the configuration from the schema', () => {
    expect(unpadded(readme)).toContain(unpadded(describeConfiguration()));
  });

  it('has valid YAML files', () => {
    const files = [...readme.matchAll(/```yaml\n([^`]+)```/g)].map(([, yaml = '']) => yaml);
    const [usual, onS3] = files.map((yaml, index) =>
      loadConfiguration({ LADING_CONFIG: file(`readme-${index}.yaml`, yaml) }, directory),
    );
    expect(usual).toMatchObject({ host: '0.0.0.0', trustedProxies: ['10.0.0.0/8'] });
    expect(onS3).toMatchObject({ storage: 's3', s3Bucket: 'my-registry', s3Region: 'eu-central-1' });
  });

  it('has valid variables', () => {
    const [, script = ''] = /```sh\n(export [^`]+)```/.exec(readme) ?? [];
    const variables = [...script.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
    expect(loadConfiguration(Object.fromEntries(variables), directory)).toMatchObject({
      storage: 's3',
      s3Endpoint: 'https://s3.example.com',
      s3PathStyle: true,
    });
  });
});
