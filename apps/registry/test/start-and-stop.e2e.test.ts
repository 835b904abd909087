import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { digestOf } from '@lading/e2e/harness/image';
import { beginUpload, closing } from '@lading/e2e/harness/push-and-pull';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, pulls, push, pushBlob } from './harness/image.js';
import { RegistryProcess, startRegistry } from './harness/registry-process.js';
import { beginSlowDownload, beginSlowPatch, beginSlowUpload } from './harness/slow-transfer.js';

const database = useExternalDatabase();

function withDatabase(): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: database.url,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    LADING_DATABASE_SCHEMA: `s${Date.now()}`,
  };
}

/** The process id of the database in a data folder. */
function postmasterOf(dataDirectory: string): number {
  const file = join(dataDirectory, 'postgres', 'cluster', 'postmaster.pid');
  return Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
}

async function isRefused(url: string): Promise<boolean> {
  return fetch(`${url}/v2/`).then(
    () => false,
    () => true,
  );
}

describe('a registry that is started with nothing configured', () => {
  it('keeps what was pushed over a restart, and stops its database with it', async () => {
    const data = { LADING_DATA_DIR: makeTemporaryDirectory('registry'), LADING_LOG_LEVEL: 'debug' };
    const image = anImage();
    const first = await startRegistry(data);
    expect(await push(first.url, 'team/app', 'v1', image)).toEqual([201, 201, 201]);
    expect((await first.registry.stop()).code).toBe(0);
    expect(first.registry.output).toContain('database system is shut down');
    const second = await startRegistry(data);
    expect(await pulls(second.url, 'team/app', 'v1', image)).toBe(true);
    expect((await second.registry.stop('SIGINT')).code).toBe(0);
  });

  it('starts with a separate volume for each folder, in a parent folder that is not writable', async () => {
    const directory = makeTemporaryDirectory('registry');
    for (const folder of ['blobs', 'postgres']) mkdirSync(join(directory, folder));
    chmodSync(directory, 0o555);
    const { registry } = await startRegistry({ LADING_DATA_DIR: directory });
    expect((await registry.stop()).code).toBe(0);
    chmodSync(directory, 0o755);
  });

  it('refuses to share its database with a second start, in one line', async () => {
    const data = { LADING_DATA_DIR: makeTemporaryDirectory('registry') };
    const { registry } = await startRegistry(data);
    const second = await new RegistryProcess(data).ended;
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/^lading-registry: .+\n$/);
    expect(second.output).toContain(data.LADING_DATA_DIR);
    await registry.stop();
  });
});

describe('a registry whose processes are killed', () => {
  it('ends when its database ends, so that a supervisor restarts both', async () => {
    const data = { LADING_DATA_DIR: makeTemporaryDirectory('registry'), LADING_WORKERS: '2' };
    const image = anImage();
    const { registry, url } = await startRegistry(data);
    await push(url, 'app', 'v1', image);
    process.kill(postmasterOf(data.LADING_DATA_DIR), 'SIGKILL');
    const { code, output } = await registry.ended;
    expect(code).toBe(1);
    expect(output).toContain('PostgreSQL ended unexpectedly');
    const second = await startRegistry(data);
    expect(await pulls(second.url, 'app', 'v1', image)).toBe(true);
    await second.registry.stop();
  });

  it('leaves no worker behind when the first process goes, and starts again', async () => {
    const data = { LADING_DATA_DIR: makeTemporaryDirectory('registry'), LADING_WORKERS: '2' };
    const image = anImage();
    const { registry, url } = await startRegistry(data);
    await push(url, 'app', 'v1', image);
    registry.child.kill('SIGKILL');
    expect((await registry.ended).signal).toBe('SIGKILL');
    await eventually(() => isRefused(url), Boolean);
    const second = await startRegistry(data);
    expect(await pulls(second.url, 'app', 'v1', image)).toBe(true);
    expect((await second.registry.stop()).code).toBe(0);
  });
});

describe.each(['1', '2'])('a stop with %s worker(s)', (workers) => {
  it('lets running transfers finish and takes nobody new', async () => {
    const { registry, url } = await startRegistry({ ...withDatabase(), LADING_WORKERS: workers });
    const large = randomBytes(32 * 1024 * 1024);
    expect((await pushBlob(url, 'app', large)).status).toBe(201);
    const download = await beginSlowDownload(`${url}/v2/app/blobs/${digestOf(large)}`);
    const bytes = randomBytes(500_000);
    const upload = await beginSlowUpload(closing(await beginUpload(url, 'app'), digestOf(bytes)), bytes);
    registry.child.kill('SIGTERM');
    await eventually(() => isRefused(url), Boolean);
    expect(await upload.finish()).toBe(201);
    expect(large.equals(await download.finish())).toBe(true);
    expect((await registry.ended).code).toBe(0);
    expect(registry.output).not.toContain('were cut');
  });

  it('cuts the transfers that are left when the time is over', async () => {
    const environment = {
      ...withDatabase(),
      LADING_WORKERS: workers,
      LADING_STOP_DELAY: '1',
      LADING_STOP_TIMEOUT: '1',
    };
    const { registry, url } = await startRegistry(environment);
    const bytes = randomBytes(500_000);
    const upload = await beginSlowUpload(closing(await beginUpload(url, 'app'), digestOf(bytes)), bytes);
    const { code } = await registry.stop();
    expect(code).toBe(0);
    expect(await upload.outcome).toBe('ECONNRESET');
    expect(registry.output).toContain('were cut');
  });

  it('releases the claims of the uploads that it interrupts, which can continue at once at another replica', async () => {
    const environment = { ...withDatabase(), LADING_WORKERS: workers, LADING_STOP_TIMEOUT: '0' };
    const { registry, url } = await startRegistry(environment);
    const other = await startRegistry(environment);
    const bytes = randomBytes(500_000);
    const sessions = await Promise.all(Array.from({ length: 20 }, () => beginUpload(url, 'app')));
    const uploads = await Promise.all(sessions.map((session) => beginSlowPatch(session, bytes)));
    const { code, output } = await registry.stop();
    expect(code).toBe(0);
    expect(output).toContain('were cut');
    expect(output).not.toContain('stays claimed');
    expect(await Promise.all(uploads.map(({ outcome }) => outcome))).toEqual(uploads.map(() => 'ECONNRESET'));
    // If the claim were not released, the request would wait for its lease of 20 seconds.
    const signal = AbortSignal.timeout(10_000);
    for (const session of sessions) {
      const status = await fetch(new URL(session.pathname, other.url), { signal });
      const rest = new URL(status.headers.get('location') ?? '', other.url);
      const offset = Number(rest.searchParams.get('offset'));
      expect(offset).toBeLessThanOrEqual(bytes.length / 2);
      const closed = await fetch(closing(rest, digestOf(bytes)), {
        method: 'PUT',
        body: new Uint8Array(bytes.subarray(offset)),
        signal,
      });
      expect(closed.status).toBe(201);
    }
    await other.registry.stop();
  });

  it('does not wait for transfers after a second signal', async () => {
    const environment = { ...withDatabase(), LADING_WORKERS: workers, LADING_STOP_TIMEOUT: '3600' };
    const { registry, url } = await startRegistry(environment);
    const bytes = randomBytes(500_000);
    const upload = await beginSlowUpload(closing(await beginUpload(url, 'app'), digestOf(bytes)), bytes);
    registry.child.kill('SIGTERM');
    await registry.line(({ msg }) => msg.startsWith('stopping'));
    await delay(1100);
    expect((await registry.stop()).code).toBe(0);
    expect(await upload.outcome).toBe('ECONNRESET');
  });

  it('is told by /health/ready first, where load balancers need time to notice', async () => {
    const environment = { ...withDatabase(), LADING_WORKERS: workers, LADING_STOP_DELAY: '600' };
    const { registry, url } = await startRegistry(environment);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    registry.child.kill('SIGTERM');
    const ready = await eventually(
      () => fetch(`${url}/health/ready`),
      ({ status }) => status === 503,
    );
    expect(await ready.json()).toEqual({ status: 'stopping', parts: {} });
    expect((await fetch(`${url}/v2/`)).status).toBe(200);
    // The wait is longer than the test may take, however busy the machine is: a second signal ends it.
    await delay(1100);
    expect((await registry.stop()).code).toBe(0);
  });
});

/** Whether a process runs, and is not only waiting for its parent to notice that it has ended. */
function listProcessesOf(group: number): string[] {
  const table = execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' });
  return table.split('\n').filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));
}

describe.each([
  ['1', 'the first process', 1],
  ['1', 'all processes', -1],
  ['2', 'the first process', 1],
  ['2', 'all processes', -1],
] as const)('SIGTERM during the start of %s worker(s), sent to %s', (workers, _, sign) => {
  async function stopAt(moment: (registry: RegistryProcess, directory: string) => Promise<unknown>) {
    const directory = makeTemporaryDirectory('registry');
    const environment = { LADING_DATA_DIR: directory, LADING_WORKERS: workers, LADING_LOG_LEVEL: 'debug' };
    const registry = new RegistryProcess(environment, { detached: true });
    await moment(registry, directory);
    process.kill(sign * registry.pid, 'SIGTERM');
    const { code, output } = await registry.ended;
    expect(output).not.toContain('"msg":"listening"');
    expect(output).toContain('stopped during the start');
    expect(code).toBe(0);
    expect(listProcessesOf(registry.pid)).toEqual([]);
    expect(existsSync(join(directory, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
  }

  it('ends it while the embedded PostgreSQL is created', () =>
    stopAt((_registry, directory) =>
      eventually(() => Promise.resolve(existsSync(join(directory, 'postgres'))), Boolean),
    ));

  it('ends it when the embedded PostgreSQL is ready', () =>
    stopAt((registry) => registry.line(({ msg }) => msg.includes('ready to accept connections'))));
});

describe('SIGTERM while the workers start', () => {
  it.each([1, -1])('ends them and starts no others, if it is sent to %s times the process id', async (sign) => {
    const environment = { ...withDatabase(), LADING_WORKERS: '2' };
    const registry = new RegistryProcess(environment, { detached: true });
    await eventually(
      () => Promise.resolve(listProcessesOf(registry.pid)),
      (all) => all.filter((line) => line.includes('worker.js')).length === 2,
    );
    process.kill(sign * registry.pid, 'SIGTERM');
    const { code, output } = await registry.ended;
    expect(output).not.toContain('listening');
    expect(output).not.toContain('a worker ended');
    expect(code).toBe(0);
    expect(listProcessesOf(registry.pid)).toEqual([]);
  });
});

describe('Ctrl-C, which reaches every process of the terminal', () => {
  it('lets a running upload finish before the database goes', async () => {
    const environment = { LADING_DATA_DIR: makeTemporaryDirectory('registry'), LADING_WORKERS: '2' };
    const { registry, url } = await startRegistry(environment, { detached: true });
    const bytes = randomBytes(500_000);
    const upload = await beginSlowUpload(closing(await beginUpload(url, 'app'), digestOf(bytes)), bytes);
    process.kill(-registry.pid, 'SIGINT');
    await eventually(() => isRefused(url), Boolean);
    expect(await upload.finish()).toBe(201);
    expect((await registry.ended).code).toBe(0);
  });
});
