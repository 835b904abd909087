import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { endRegistries, RegistryProcess, startRegistry } from './harness/registry-process.js';

afterAll(async () => {
  await endRegistries();
  removeTemporaryDirectories();
});

function run(environment: NodeJS.ProcessEnv, ...args: string[]) {
  return new RegistryProcess(environment, { args, cwd: makeTemporaryDirectory('registry') }).ended;
}

describe('lading-registry', () => {
  it('ends with 78 and a line for each fault if the configuration is wrong, and shows no stack', async () => {
    const { code, output } = await run({ PORT: 'http', LADING_WORKERS: 'two' });
    expect(code).toBe(78);
    expect(output.trim().split('\n').sort()).toEqual([
      'lading-registry: LADING_WORKERS is "two"; allowed: a whole number, 1 to 256',
      'lading-registry: PORT is "http"; allowed: a whole number, 0 to 65535',
    ]);
  });

  it('prints one line for a key of the YAML file that is not a text', async () => {
    const file = join(makeTemporaryDirectory('registry'), 'key.yaml');
    writeFileSync(file, '? {a: canary}\n: b\n');
    const { code, output } = await run({ LADING_CONFIG: file });
    expect(code).toBe(78);
    expect(output.trim()).toBe(`lading-registry: ${file}: { a: canary } is not known`);
  });

  it('starts among the variables that Kubernetes sets for a service called lading, and warns about misspelt ones', async () => {
    const { registry } = await startRegistry({
      LADING_DATA_DIR: makeTemporaryDirectory('registry'),
      LADING_SERVICE_HOST: '10.0.0.7',
      LADING_SERVICE_PORT: '5000',
      LADING_PORT: 'tcp://10.0.0.7:5000',
      LADING_PORT_5000_TCP: 'tcp://10.0.0.7:5000',
      LADING_METRICS_PORT: 'tcp://10.0.0.8:9090',
      LADING_WORKER: '2',
    });
    const warnings = registry.lines.filter(({ level, msg }) => level === 'warn' && msg.includes('is ignored'));
    expect(warnings.map(({ msg }) => msg)).toEqual([
      'LADING_METRICS_PORT is ignored: Kubernetes or Docker has set it for a service of that name; give a port number',
      'LADING_WORKER is ignored: the registry does not know it; did you mean LADING_WORKERS?',
    ]);
    expect((await registry.stop()).code).toBe(0);
  });

  it('prints the JSON Schema of the YAML file', async () => {
    const { code, output } = await run({}, '--print-config-schema');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: {
        port: {
          type: ['integer', 'string', 'null'],
          minimum: 0,
          maximum: 65535,
          default: 5000,
          description: expect.stringContaining('PORT'),
        },
        logFormat: { anyOf: expect.arrayContaining([{ type: 'string', enum: ['json', 'pretty'] }]) },
      },
    });
  });

  it('prints its version and its help', async () => {
    expect(await run({}, '--version')).toMatchObject({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await run({}, '--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('--print-config-schema'),
    });
  });

  it('asks a registry that runs whether it is ready', async () => {
    const environment = { LADING_DATA_DIR: makeTemporaryDirectory('registry') };
    const { registry, url } = await startRegistry(environment);
    const { port } = new URL(url);
    expect(await run({ ...environment, PORT: port }, 'health')).toMatchObject({
      code: 0,
      output: expect.stringContaining('"status":"ready"'),
    });
    await registry.stop();
    // Its port may be another's by now; nobody listens on the first one.
    expect(await run({ ...environment, PORT: '1' }, 'health')).toMatchObject({
      code: 1,
      output: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('refuses an option that it does not have', async () => {
    const { code, output } = await run({}, '--prot=5000');
    expect(code).toBe(78);
    expect(output).toMatch(/^lading-registry: Unknown option '--prot'; --help shows what there is\n$/);
  });

  it.each(['1', '2'])('says what to do if the port is taken, with %s worker(s)', async (workers) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const directory = join(makeTemporaryDirectory('registry'), 'data');
    const environment = { LADING_WORKERS: workers, LADING_DATA_DIR: directory };
    const registry = await run({ ...environment, PORT: String(port) });
    const metrics = await run({ ...environment, LADING_METRICS_PORT: String(port) });
    taken.close();
    const reason = `lading-registry: port ${port} on 127.0.0.1 is in use: stop the program that listens there, or choose another port with`;
    expect(registry).toMatchObject({ code: 1, output: `${reason} PORT\n` });
    expect(metrics).toMatchObject({ code: 1, output: `${reason} LADING_METRICS_PORT\n` });
    expect(existsSync(directory)).toBe(false);
  });

  it("says which folder it can't use", async () => {
    const file = join(makeTemporaryDirectory('registry'), 'a-file');
    writeFileSync(file, '');
    for (const directory of [file, join(file, 'data'), '/proc/lading', `/${'a'.repeat(300)}`]) {
      const { code, output } = await run({ LADING_DATA_DIR: directory });
      expect(output).toMatch(/^lading-registry: LADING_DATA_DIR can't be used: E[A-Z]+.+\n$/);
      expect(output).toContain(directory);
      expect(code).toBe(78);
    }
  });

  it.each([
    'no-such-host.invalid',
    '0.0.0.0:5000',
    '[::1]',
    // For documentation only (RFC 5737): no machine has it.
    '192.0.2.1',
  ])('refuses HOST=%s in one line, before it creates anything', async (host) => {
    const directory = join(makeTemporaryDirectory('registry'), 'data');
    const { code, output } = await run({
      HOST: host,
      LADING_ACCESS: 'open',
      LADING_DATA_DIR: directory,
      LADING_WORKERS: '2',
    });
    expect(output).toMatch(/^lading-registry: HOST is .+\n$/);
    expect(code).toBe(78);
    expect(existsSync(directory)).toBe(false);
  });

  it('checks the bucket before it creates a database', async () => {
    const directory = join(makeTemporaryDirectory('registry'), 'data');
    const { code } = await run({
      LADING_STORAGE: 's3',
      LADING_S3_BUCKET: 'blobs',
      LADING_S3_ENDPOINT: 'http://127.0.0.1:1',
      LADING_S3_ATTEMPTS: '1',
      LADING_START_TIMEOUT: '1',
      LADING_DATA_DIR: directory,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'canary',
    });
    expect(code).toBe(1);
    expect(existsSync(directory)).toBe(false);
  });

  it("says which bucket it can't use, and why", async () => {
    const { code, output } = await run({
      LADING_STORAGE: 's3',
      LADING_S3_BUCKET: 'blobs',
      LADING_S3_ENDPOINT: 'http://127.0.0.1:1',
      LADING_S3_ATTEMPTS: '1',
      LADING_START_TIMEOUT: '1',
      LADING_LOG_LEVEL: 'fatal',
      LADING_DATA_DIR: makeTemporaryDirectory('registry'),
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'canary',
    });
    expect(code).toBe(1);
    expect(output).toMatch(
      /^lading-registry: the bucket blobs \(LADING_S3_BUCKET\) at http:\/\/127\.0\.0\.1:1 can't be used: connect ECONNREFUSED.+$/m,
    );
    expect(output).not.toMatch(/canary|\n\s+at /);
  });

  it('greets a person with the address, the data and how to push', async () => {
    const directory = makeTemporaryDirectory('registry');
    writeFileSync(join(directory, 'lading.yaml'), 'logFormat: pretty\n');
    const registry = new RegistryProcess({}, { cwd: directory });
    while (!registry.output.includes('Ctrl-C')) await new Promise((wait) => setTimeout(wait, 20));
    registry.child.kill('SIGINT');
    const { code, output } = await registry.ended;
    expect(code).toBe(0);
    const [, host] = /Lading registry {2}http:\/\/(127\.0\.0\.1:\d+)\n/.exec(output) ?? [];
    expect(output).toContain(join(directory, 'data'));
    expect(output).toContain(`skopeo copy --dest-tls-verify=false docker://alpine docker://${host}/alpine:latest`);
    expect(output).toContain(`docker push ${host}/alpine`);
    expect(output).toContain('sign-in is off');
    expect(output).not.toContain('\u001b');
  });
});
