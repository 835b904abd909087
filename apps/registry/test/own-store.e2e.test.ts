import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { createRegistryDataSource } from '@lading/metadata';
import type { ReadinessReport } from '../src/health/readiness.js';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, pulls, push } from './harness/image.js';
import { RegistryProcess, startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();
const image = anImage();

function newEnvironment() {
  const schema = `s${randomBytes(6).toString('hex')}`;
  return {
    DATABASE_URL: database.url,
    LADING_DATABASE_SCHEMA: schema,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
  };
}

/** The environment of a registry that was given an image and stopped. */
async function filled() {
  const environment = newEnvironment();
  const { registry, url } = await startRegistry(environment);
  expect(await push(url, 'app', 'v1', image)).toEqual([201, 201, 201]);
  await registry.stop();
  return environment;
}

const markOf = ({ LADING_DATA_DIR }: { LADING_DATA_DIR: string }) => join(LADING_DATA_DIR, 'blobs', 'registry-id');

/** Waits until the registry reports this health. On a busy machine, a part that works may fail to answer in time. */
async function waitForHealth(url: string, report: ReadinessReport): Promise<void> {
  await eventually(
    async () => (await fetch(`${url}/health/ready`)).text(),
    (answer) => answer === JSON.stringify(report),
  );
}

const ready: ReadinessReport = { status: 'ready', parts: { database: 'ok', blobs: 'ok' } };

/** Whether a registry with this environment, which becomes ready, has the image. */
async function serves(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const { registry, url } = await startRegistry(environment);
  await waitForHealth(url, ready);
  const answer = await pulls(url, 'app', 'v1', image);
  await registry.stop();
  return answer;
}

async function refusal(environment: NodeJS.ProcessEnv): Promise<string> {
  const { code, output } = await new RegistryProcess(environment).ended;
  expect(code).toBe(78);
  const lines = output.split('\n').filter((line) => line.startsWith('lading-registry: '));
  expect(lines).toHaveLength(1);
  expect(output).not.toContain(new URL(database.url).password || 'no password');
  return lines[0] ?? '';
}

describe.each(['1', '2'])('a registry with %s worker(s) and the wrong data folder', (workers) => {
  it('does not start on an empty folder if its database has blobs, and names both', async () => {
    const environment = { ...(await filled()), LADING_WORKERS: workers };
    const wrong = { ...environment, LADING_DATA_DIR: makeTemporaryDirectory('registry') };
    const line = await refusal(wrong);
    expect(line).toContain(join(wrong.LADING_DATA_DIR, 'blobs'));
    expect(line).toContain(environment.LADING_DATABASE_SCHEMA);
    const id = readFileSync(markOf(environment), 'utf8').trim();
    expect(line).toContain(`write ${id} into ${markOf(wrong)}`);
    expect(await serves(environment)).toBe(true);
    writeFileSync(markOf(wrong), id);
    expect(await serves(wrong)).toBe(false);
  });

  it('does not start on the folder of another registry, and names both', async () => {
    const [one, other] = [await filled(), { ...newEnvironment(), LADING_WORKERS: workers }];
    const line = await refusal({ ...other, LADING_DATA_DIR: one.LADING_DATA_DIR });
    expect(line).toContain(join(one.LADING_DATA_DIR, 'blobs'));
    expect(line).toContain(readFileSync(markOf(one), 'utf8').trim());
    expect(line).toContain(other.LADING_DATABASE_SCHEMA);
    expect(await serves(one)).toBe(true);
  });
});

describe('a data folder without a mark', () => {
  it('is marked if it has blobs of the registry, as after an upgrade or a restore', async () => {
    const environment = await filled();
    const id = readFileSync(markOf(environment), 'utf8');
    rmSync(markOf(environment));
    expect(await serves(environment)).toBe(true);
    expect(readFileSync(markOf(environment), 'utf8')).toBe(id);
    const schema = environment.LADING_DATABASE_SCHEMA;
    const dataSource = await createRegistryDataSource({ url: database.url, schema }).initialize();
    await dataSource.query(`DELETE FROM "${schema}".identity`);
    await dataSource.destroy();
    rmSync(markOf(environment));
    expect(await serves(environment)).toBe(true);
  });
});

describe('a database without an id', () => {
  it('takes the one of its data folder, as after the restore of a dump from before the upgrade', async () => {
    const environment = await filled();
    const id = readFileSync(markOf(environment), 'utf8');
    const schema = environment.LADING_DATABASE_SCHEMA;
    const dataSource = await createRegistryDataSource({ url: database.url, schema }).initialize();
    await dataSource.query(`DELETE FROM "${schema}".identity`);
    expect(await serves(environment)).toBe(true);
    expect(readFileSync(markOf(environment), 'utf8')).toBe(id);
    expect(await dataSource.query(`SELECT registry_id FROM "${schema}".identity`)).toEqual([
      { registry_id: id.trim() },
    ]);
    await dataSource.destroy();
  });
});

describe('a data folder that disappears while the registry runs', () => {
  it('makes the registry unready and reads get 503 until the folder is back, and no blob is damaged', async () => {
    const environment = await filled();
    const { registry, url } = await startRegistry(environment);
    const [folder, away] = [join(environment.LADING_DATA_DIR, 'blobs'), join(environment.LADING_DATA_DIR, 'away')];
    renameSync(folder, away);
    await waitForHealth(url, { status: 'not ready', parts: { database: 'ok', blobs: 'failing' } });
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const { layers } = JSON.parse(image.manifest.toString());
    expect((await fetch(`${url}/v2/app/blobs/${layers[0].digest}`)).status).toBe(503);
    const pushed = await push(url, 'other', 'v1', anImage());
    expect(pushed.every((status) => status >= 400)).toBe(true);
    expect(existsSync(folder)).toBe(false);
    renameSync(away, folder);
    await waitForHealth(url, ready);
    expect(await pulls(url, 'app', 'v1', image)).toBe(true);
    expect((await registry.stop()).code).toBe(0);
  });

  it('is not replaced by a folder of workers that start meanwhile, and they serve when it is back', async () => {
    const environment = await filled();
    const { registry, url } = await startRegistry({ ...environment, LADING_WORKERS: '2' });
    // A connection that was given to a worker as it died is never answered.
    const ask = () =>
      fetch(`${url}/v2/`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(2000) }).catch(() => {});
    const workers = () => new Set(registry.lines.filter(({ path }) => path === '/v2/').map(({ pid }) => pid));
    await eventually(ask, () => workers().size === 2);
    const [folder, away] = [join(environment.LADING_DATA_DIR, 'blobs'), join(environment.LADING_DATA_DIR, 'away')];
    renameSync(folder, away);
    const [victim = 0] = workers();
    process.kill(victim, 'SIGKILL');
    await eventually(ask, () => registry.lines.some(({ msg }) => msg === 'this worker could not start'));
    const pushed = await push(url, 'other', 'v1', anImage());
    expect(pushed.every((status) => status >= 400)).toBe(true);
    expect(existsSync(folder)).toBe(false);
    renameSync(away, folder);
    await eventually(ask, () => workers().size === 3);
    expect(await push(url, 'other', 'v1', image)).toEqual([201, 201, 201]);
    expect((await registry.stop()).code).toBe(0);
  });
});
