import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTemporaryDirectory } from '@lading/e2e/harness/temporary-directory';
import { eventually } from '@lading/e2e/harness/wait';
import { createRegistryDataSource } from '@lading/metadata';
import { useExternalDatabase } from './harness/external-database.js';
import { anImage, pulls, push } from './harness/image.js';
import { RegistryProcess, startRegistry } from './harness/registry-process.js';

const database = useExternalDatabase();

function newSchema(): NodeJS.ProcessEnv {
  const schema = `s${randomBytes(6).toString('hex')}`;
  return {
    DATABASE_URL: database.url,
    LADING_DATABASE_SCHEMA: schema,
    LADING_DATA_DIR: makeTemporaryDirectory('registry'),
  };
}

/** Runs SQL as the owner of the database. */
async function sql(text: string): Promise<void> {
  const dataSource = createRegistryDataSource({ url: database.url, poolSize: 1 });
  await dataSource.initialize();
  await dataSource.query(text);
  await dataSource.destroy();
}

async function beginUpload(url: string): Promise<Response> {
  return fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
}

describe('two replicas on one database and one folder', () => {
  it('start together, and each serves what the other was given', async () => {
    const environment = newSchema();
    const [first, second] = await Promise.all([startRegistry(environment), startRegistry(environment)]);
    const image = anImage();
    expect(await push(first.url, 'app', 'v1', image)).toEqual([201, 201, 201]);
    expect(await pulls(second.url, 'app', 'v1', image)).toBe(true);
    expect(await Promise.all([first.registry.stop(), second.registry.stop()])).toMatchObject([
      { code: 0 },
      { code: 0 },
    ]);
  });
});

describe.each(['1', '2'])('a database that goes away under %s worker(s)', (workers) => {
  it('makes the registry unready and writes answer 503 with Retry-After, until it is back', async () => {
    const { registry, url } = await startRegistry({ ...newSchema(), LADING_WORKERS: workers });
    const image = anImage();
    await push(url, 'app', 'v1', image);
    await database.stop();
    const unready = await eventually(
      () => fetch(`${url}/health/ready`),
      ({ status }) => status === 503,
    );
    expect(await unready.json()).toEqual({ status: 'not ready', parts: { database: 'failing', blobs: 'ok' } });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const refused = await beginUpload(url);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await database.start();
    await eventually(
      () => fetch(`${url}/health/ready`),
      ({ status }) => status === 200,
    );
    expect(
      (
        await eventually(
          () => beginUpload(url),
          ({ status }) => status < 500,
        )
      ).status,
    ).toBe(202);
    expect(await pulls(url, 'app', 'v1', image)).toBe(true);
    expect((await registry.stop()).code).toBe(0);
  });
});

describe('a role that may only read', () => {
  it('makes the registry unready, with the reason in the log, and pushes get 503 until it may write', async () => {
    const environment = newSchema();
    const { registry: owner, url: ownerUrl } = await startRegistry(environment);
    const image = anImage();
    await push(ownerUrl, 'app', 'v1', image);
    await owner.stop();
    const schema = environment.LADING_DATABASE_SCHEMA;
    await sql(`REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} FROM CURRENT_USER`);
    const { registry, url } = await startRegistry({ ...environment, LADING_WORKERS: '1' });
    const { err } = await registry.line(({ msg }) => msg === "database can't be used: not ready");
    expect(JSON.stringify(err)).toContain('lacks privileges: INSERT on');
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect(await pulls(url, 'app', 'v1', image)).toBe(true);
    const refused = await beginUpload(url);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });
    await sql(`GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO CURRENT_USER`);
    await eventually(
      () => fetch(`${url}/health/ready`),
      ({ status }) => status === 200,
    );
    expect(await push(url, 'app', 'v2', anImage())).toEqual([201, 201, 201]);
    await registry.stop();
  });
});

describe("a database that can't be used at start", () => {
  it('is waited for, if it may still be starting', async () => {
    const environment = newSchema();
    await database.stop();
    const registry = new RegistryProcess(environment);
    await registry.line(({ msg }) => msg.includes('trying again'));
    await delay(200);
    await database.start();
    expect((await fetch(`${await registry.url()}/health/ready`)).status).toBe(200);
    await registry.stop();
  });

  it('ends the start after a time, in one line without the password', async () => {
    const url = 'postgres://user:canary@127.0.0.1:1/registry';
    const environment = {
      DATABASE_URL: url,
      LADING_START_TIMEOUT: '1',
      LADING_DATA_DIR: makeTemporaryDirectory('registry'),
    };
    const { code, output } = await new RegistryProcess(environment).ended;
    expect(code).toBe(1);
    expect(output).toMatch(
      /^lading-registry: the database at postgres:\/\/127\.0\.0\.1:1\/registry can't be used: .+$/m,
    );
    expect(output).not.toContain('canary');
  });

  it("ends the start at once if waiting can't help, without the password", async () => {
    const wrong = new URL(database.url);
    wrong.password = 'canary';
    const { code, output } = await new RegistryProcess({ ...newSchema(), DATABASE_URL: wrong.href }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/password authentication failed/);
    expect(output).not.toContain('canary');
  });
});
