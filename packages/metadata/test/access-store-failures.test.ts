import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect, promisify } from 'node:util';
import { isRegistryError } from '@lading/core';
import type { DataSource } from 'typeorm';
import {
  createRegistryDataSource,
  PostgresAccessStore,
  type PostgresAccessStoreOptions,
  type RegistryDataSourceOptions,
} from '../src/index.js';
import { type DatabaseProxy, startDatabaseProxy } from './support/database-proxy.js';
import { createTestSchema, databaseUrl } from './support/test-schema.js';

let testSchema: Awaited<ReturnType<typeof createTestSchema>>;
let proxy: DatabaseProxy;
const opened: DataSource[] = [];

beforeAll(async () => {
  testSchema = await createTestSchema();
}, 60_000);

afterAll(() => testSchema.drop());

beforeEach(async () => {
  proxy = await startDatabaseProxy();
});

afterEach(async () => {
  for (const dataSource of opened.splice(0)) await dataSource.destroy();
  await proxy.close();
});

async function open(
  options: PostgresAccessStoreOptions = {},
  source: Partial<RegistryDataSourceOptions> = {},
): Promise<PostgresAccessStore> {
  const dataSource = createRegistryDataSource({ url: proxy.url, schema: testSchema.schema, ...source });
  opened.push(await dataSource.initialize());
  return new PostgresAccessStore(dataSource, options);
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

async function isUnavailable(call: Promise<unknown>): Promise<void> {
  const error = await failureOf(call);
  expect(isRegistryError(error, 'UNAVAILABLE') ? 'UNAVAILABLE' : error).toBe('UNAVAILABLE');
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await pause(10);
}

const user = (name: string) => ({ name, isDisabled: false });

describe('PostgresAccessStore', () => {
  it('is unavailable while the server is down, and works again when it is back', async () => {
    const store = await open({}, { connectTimeoutSeconds: 1 });
    await Promise.all([1, 2, 3].map(() => store.users.list({ limit: 1 })));
    await proxy.down();
    await isUnavailable(store.users.list({ limit: 1 }));
    await isUnavailable(store.change(({ users }) => users.insert(user('down'))));
    await isUnavailable(store.readState());
    await proxy.up();
    await store.change(({ users }) => users.insert(user('up')));
    expect((await store.users.findByName('up'))?.name).toBe('up');
  });

  it('repeats a read and a change whose idle connections have died', async () => {
    const store = await open();
    await Promise.all([1, 2, 3].map(() => store.users.list({ limit: 1 })));
    for (const name of ['reconnected', 'again']) {
      await proxy.down();
      await proxy.up();
      if (name === 'again') expect(await store.users.findByName('reconnected')).toBeDefined();
      await store.change(({ users }) => users.insert(user(name)));
    }
  });

  it('is unavailable if the server does not answer in time', async () => {
    const store = await open({ timeoutSeconds: 0.3 });
    await store.users.list({ limit: 1 });
    proxy.freeze();
    await isUnavailable(store.users.list({ limit: 1 }));
    await isUnavailable(store.change(async () => undefined));
    proxy.thaw();
  });

  it('says that it is unavailable if it does not know whether a change was made', async () => {
    const store = await open();
    let runs = 0;
    proxy.cutAtCommit();
    await isUnavailable(
      store.change(({ users }) => {
        runs += 1;
        return users.insert(user('perhaps'));
      }),
    );
    expect(runs).toBe(1);
    await proxy.down();
    await proxy.up();
    expect([undefined, 1]).toContain((await store.users.findByName('perhaps'))?.version);
  });

  it('waits only so long for another change', async () => {
    const [store, other] = [await open({ lockTimeoutSeconds: 0.2 }), await open()];
    await other.change(() => isUnavailable(store.change(async () => undefined)));
    await store.change(async () => undefined);
  });

  it('puts no secret into an error', async () => {
    const store = await open();
    const wrong = {
      name: 'wrong',
      passwordHash: '$argon2id$canary',
      isDisabled: 'not a boolean' as unknown as boolean,
    };
    const error = await failureOf(store.change(({ users }) => users.insert(wrong)));
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });

  it('ends a change whose statement failed, even if its work goes on', async () => {
    const store = await open();
    const wrong = { ...user('wrong'), isDisabled: 'not a boolean' as unknown as boolean };
    const change = store.change(async ({ users }) => {
      await users.insert(user('before'));
      await users.insert(wrong).catch(() => undefined);
      return 'done';
    });
    await expect(change).rejects.toThrow(/boolean/);
    expect(await store.users.findByName('before')).toBeUndefined();
  });

  it('tells a watcher after a lost connection is back', async () => {
    const [store, watching] = [await open(), new AbortController()];
    let notices = 0;
    store.watch(() => {
      notices += 1;
    }, watching.signal);
    await until(() => notices === 1);
    await proxy.down();
    await proxy.up();
    await until(() => notices === 2);
    await store.change(async () => undefined);
    await until(() => notices === 3);
    watching.abort();
  });

  it('closes the connection of a watcher when the signal fires', async () => {
    const name = `watcher of ${testSchema.schema}`.slice(0, 60);
    const [store, watching] = [await open({}, { applicationName: name }), new AbortController()];
    const count = async () => {
      const sql = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = $1 AND query LIKE 'LISTEN%'`;
      return (await testSchema.dataSource.query(sql, [name]))[0].count;
    };
    let notices = 0;
    store.watch(() => {
      notices += 1;
    }, watching.signal);
    await until(() => notices === 1);
    expect(await count()).toBe(1);
    watching.abort();
    while ((await count()) > 0) await pause(10);
  });

  it('tells no watcher of another registry in the same database', async () => {
    const other = await createTestSchema();
    const [store, watching] = [await open(), new AbortController()];
    const notices = { own: 0, other: 0 };
    const count = (key: keyof typeof notices) => () => {
      notices[key] += 1;
    };
    store.watch(count('own'), watching.signal);
    new PostgresAccessStore(other.dataSource).watch(count('other'), watching.signal);
    await until(() => notices.own === 1 && notices.other === 1);
    await store.change(async () => undefined);
    await until(() => notices.own === 2);
    await new PostgresAccessStore(other.dataSource).change(async () => undefined);
    await until(() => notices.other === 2);
    expect(notices.own).toBe(2);
    watching.abort();
    await other.drop();
  });

  it('does not keep a process running that watches', async () => {
    const script = resolve(import.meta.dirname, 'support/watch-process.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script, databaseUrl, testSchema.schema]);
    expect(stdout).toBe('watched');
  });
});
