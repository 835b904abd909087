import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  digestOf,
  isRegistryError,
  type PushedManifest,
  RegistryError,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import { startEmbeddedPostgres } from '@lading/embedded-postgres';
import type { DataSource } from 'typeorm';
import {
  createRegistryDataSource,
  migrateRegistry,
  PostgresMetadataStore,
  type PostgresMetadataStoreOptions,
  type RegistryDataSourceOptions,
} from '../src/index.js';
import { by } from './support/author.js';
import { type DatabaseProxy, startDatabaseProxy } from './support/database-proxy.js';
import { untilSomebodyWaits } from './support/lock-wait.js';
import { createTestSchema, databaseUrl } from './support/test-schema.js';

const repository = 'library/app' as RepositoryName;
const latest = 'latest' as Tag;
const testSchema = createTestSchema();
const opened: { close(): Promise<unknown> }[] = [];

function manifestOf(text: string): PushedManifest {
  const bytes = Buffer.from(text);
  const none = { artifactType: undefined, annotations: undefined, subject: undefined, blobs: [], children: [] };
  return { mediaType: 'application/json', kind: 'image', ...none, digest: digestOf(bytes), bytes };
}

const put = { repository, manifest: manifestOf('{}'), tags: [latest], by };

async function openStore(
  source: Partial<RegistryDataSourceOptions> = {},
  options: PostgresMetadataStoreOptions = {},
): Promise<PostgresMetadataStore> {
  return new PostgresMetadataStore(await (await testSchema).connect(source), options);
}

async function openProxy(): Promise<DatabaseProxy> {
  const proxy = await startDatabaseProxy();
  opened.push(proxy);
  return proxy;
}

/** Asserts that a call says "not now", tells the client to come back, and nothing of SQL. */
async function isUnavailable(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(isRegistryError(error, 'UNAVAILABLE') ? 'UNAVAILABLE' : error).toBe('UNAVAILABLE');
  const { retryAfterSeconds, entries, cause } = error as RegistryError;
  expect(retryAfterSeconds).toBe(5);
  expect(JSON.stringify(entries)).not.toMatch(/select|insert|update|lading/i);
  expect(cause).toBeDefined();
}

/** Runs SQL on the server while the store knows nothing of it. */
async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const { dataSource, schema } = await testSchema;
  return dataSource.query(text.replaceAll('$s', `"${schema}"`), values);
}

/** A role that is no superuser: a new one, or else the owner of the tables, who has only the privileges that it grants itself. */
async function makeRole(): Promise<{ role: string; drop(): Promise<void> }> {
  const [user] = await sql(
    'SELECT rolname AS name, rolsuper AS "isSuperuser" FROM pg_roles WHERE rolname = current_user',
  );
  if (user?.isSuperuser !== true) return { role: String(user?.name), drop: async () => {} };
  const role = `pushers_${randomUUID().replaceAll('-', '')}`;
  await sql(`CREATE ROLE ${role}`);
  return { role, drop: async () => void (await sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`)) };
}

/** Keeps a tag locked while `work` goes on. */
async function whileTagIsLocked(work: (admin: DataSource) => Promise<void>): Promise<void> {
  const { dataSource, schema } = await testSchema;
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query(`SELECT FROM "${schema}".tags FOR UPDATE`);
  try {
    await work(dataSource);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** Ends the sessions of one store from the server's side, as a restart does. */
async function endSessions(applicationName: string): Promise<number> {
  const ended = await sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
    applicationName,
  ]);
  return ended.length;
}

beforeEach(async () => {
  await sql('TRUNCATE $s.repositories CASCADE');
  await (await openStore()).manifests.put(put);
});

afterAll(async () => {
  for (const one of opened) await one.close();
  await (await testSchema).drop();
});

describe('PostgresMetadataStore when the database fails', () => {
  it('goes on with new connections after the server ended all of them', async () => {
    const store = await openStore({ applicationName: 'ended' });
    await Promise.all([1, 2, 3, 4].map(() => store.manifests.find(repository, { kind: 'tag', tag: latest })));
    expect(await endSessions('ended')).toBeGreaterThan(0);
    expect(await store.manifests.find(repository, { kind: 'tag', tag: latest })).toBeDefined();
    await endSessions('ended');
    await store.manifests.put(put);
  });

  it('says that it is unavailable, and stored nothing, when a change is cut off', async () => {
    const store = await openStore({ applicationName: 'cut' });
    const manifest = manifestOf('{"cut":true}');
    await whileTagIsLocked(async () => {
      const change = isUnavailable(store.manifests.put({ ...put, manifest }));
      await untilSomebodyWaits((await testSchema).dataSource, 'cut', 'transactionid');
      await endSessions('cut');
      await change;
    });
    expect(await store.manifests.find(repository, { kind: 'digest', digest: manifest.digest })).toBeUndefined();
    await store.manifests.put({ ...put, manifest });
  });

  it('does not wait for a lock without end', async () => {
    const store = await openStore({}, { lockTimeoutSeconds: 0.2 });
    await whileTagIsLocked(() => isUnavailable(store.tags.delete({ repository, tag: latest, by })));
    expect(await store.tags.delete({ repository, tag: latest, by })).toBe(true);
  });

  it('keeps no push waiting for a lock that only another one wants', async () => {
    // Long enough for the free connection on a busy machine.
    const store = await openStore({}, { lockTimeoutSeconds: 3 });
    const [waiting, free] = [manifestOf('{"waiting":true}'), manifestOf('{"free":true}')];
    await whileTagIsLocked(async () => {
      await Promise.all([
        isUnavailable(store.manifests.put({ ...put, manifest: waiting })),
        store.manifests.put({ ...put, manifest: free, tags: ['free' as Tag] }),
      ]);
    });
    expect(await store.manifests.find(repository, { kind: 'digest', digest: waiting.digest })).toBeUndefined();
    expect(await store.manifests.find(repository, { kind: 'tag', tag: 'free' as Tag })).toBeDefined();
  });

  it('does not let a statement run without end', async () => {
    const store = await openStore({}, { timeoutSeconds: 2, lockTimeoutSeconds: 60 });
    await whileTagIsLocked(() => isUnavailable(store.tags.delete({ repository, tag: latest, by })));
    expect(await store.tags.delete({ repository, tag: latest, by })).toBe(true);
  });

  it('does not wait for a free connection without end', async () => {
    const store = await openStore({ poolSize: 1, connectTimeoutSeconds: 3, applicationName: 'one' });
    await whileTagIsLocked(async () => {
      const waiting = store.tags.delete({ repository, tag: latest, by }).catch((error) => error);
      await untilSomebodyWaits((await testSchema).dataSource, 'one', 'transactionid');
      await isUnavailable(store.manifests.find(repository, { kind: 'tag', tag: latest }));
      await endSessions('one');
      await waiting;
    });
    expect(await store.manifests.find(repository, { kind: 'tag', tag: latest })).toBeDefined();
  });

  it('does not guess when the outcome of a commit is unknown, and changes nothing twice', async () => {
    const proxy = await openProxy();
    const store = await openStore({ url: proxy.url });
    proxy.cutAtCommit();
    const manifest = manifestOf('{"unknown":true}');
    await isUnavailable(store.manifests.put({ ...put, manifest, tags: ['new' as Tag] }));
    await proxy.down();
    await proxy.up();
    expect(await store.manifests.find(repository, { kind: 'digest', digest: manifest.digest })).toBeDefined();
    expect(await sql(`SELECT version FROM $s.tags WHERE name = 'new'`)).toEqual([{ version: 1 }]);
  });

  it('is unavailable while the server is down, and works again when it is back', async () => {
    const proxy = await openProxy();
    const store = await openStore({ url: proxy.url });
    await store.check();
    await proxy.down();
    await isUnavailable(store.check());
    await isUnavailable(store.manifests.find(repository, { kind: 'tag', tag: latest }));
    await isUnavailable(store.manifests.put(put));
    await proxy.up();
    await store.check();
    await store.manifests.put(put);
  });

  it('finds out soon that a server is silent', async () => {
    const proxy = await openProxy();
    const store = await openStore({ url: proxy.url });
    await store.check();
    proxy.freeze();
    await isUnavailable(store.check());
    const controller = new AbortController();
    const checked = store.check(controller.signal);
    controller.abort(new Error('enough'));
    await expect(checked).rejects.toThrow('enough');
    await proxy.down();
  });

  it('is unavailable on a read-only server', async () => {
    const url = new URL(databaseUrl);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const store = await openStore({ url: url.href });
    await isUnavailable(store.check());
    await isUnavailable(store.manifests.put(put));
    expect(await store.manifests.find(repository, { kind: 'tag', tag: latest })).toBeDefined();
  });

  it.each<[lacks: string, revoke: string, named: RegExp]>([
    [
      'every privilege but to read',
      'REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $s FROM $r',
      /role \w+ lacks .*INSERT on .*tags/,
    ],
    ['one privilege', 'REVOKE UPDATE ON $s.manifests FROM $r', /: UPDATE on \S*manifests"$/],
    ['the use of the schema', 'REVOKE USAGE ON SCHEMA $s FROM $r', /permission denied for schema/],
  ])('is unavailable to a role that lacks %s, and says what it lacks', async (_, revoke, named) => {
    const { role, drop } = await makeRole();
    const run = (text: string) => sql(text.replaceAll('$r', role));
    const grant = () => run('GRANT USAGE ON SCHEMA $s TO $r; GRANT ALL ON ALL TABLES IN SCHEMA $s TO $r');
    try {
      await grant();
      await run(revoke);
      const url = new URL(databaseUrl);
      url.searchParams.set('options', `-c role=${role}`);
      const store = await openStore({ url: url.href });
      await isUnavailable(store.check());
      await expect(store.check()).rejects.toMatchObject({ cause: { message: expect.stringMatching(named) } });
      await isUnavailable(store.manifests.put(put));
      await grant();
      await store.check();
      await store.manifests.put({ ...put, repository: 'library/new' as RepositoryName });
    } finally {
      await grant();
      await drop();
    }
  });

  it('does not treat a limit on temporary files as a full disk', async () => {
    // Only a superuser may set the limit for a session.
    const directory = await mkdtemp(join(tmpdir(), 'lading-limit-test-'));
    const server = await startEmbeddedPostgres({ directory, settings: { temp_file_limit: 0 } });
    const dataSource = createRegistryDataSource({ url: server.url });
    try {
      await migrateRegistry(dataSource);
      await new PostgresMetadataStore(dataSource).check();
    } finally {
      await dataSource.destroy();
      await server.stop();
      await rm(directory, { recursive: true });
    }
  });

  it('is unavailable before it is connected and after it is closed', async () => {
    const dataSource = createRegistryDataSource({ url: databaseUrl, schema: (await testSchema).schema });
    const store = new PostgresMetadataStore(dataSource);
    await isUnavailable(store.check());
    await dataSource.initialize();
    await store.check();
    await store.close();
    await store.close();
    await isUnavailable(store.manifests.put(put));
  });

  it('tries again what loses to others, five times', async () => {
    const store = await openStore();
    await sql('CREATE SEQUENCE $s.losses');
    const loseTimes = async (times: number) => {
      await sql('ALTER SEQUENCE $s.losses RESTART');
      await sql(`CREATE OR REPLACE FUNCTION $s.lose() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
        IF nextval('$s.losses') <= ${times} THEN RAISE SQLSTATE '40P01'; END IF;
        RETURN OLD;
      END $f$`);
    };
    await loseTimes(5);
    await sql('CREATE TRIGGER lose BEFORE DELETE ON $s.tags FOR EACH ROW EXECUTE FUNCTION $s.lose()');
    await isUnavailable(store.tags.delete({ repository, tag: latest, by }));
    await loseTimes(4);
    expect(await store.tags.delete({ repository, tag: latest, by })).toBe(true);
    await sql('DROP TRIGGER lose ON $s.tags');
  });

  it('rejects with the error itself where the store is broken, and keeps its connections', async () => {
    const store = await openStore({ poolSize: 1 });
    await sql('ALTER TABLE $s.tags RENAME TO elsewhere');
    await expect(store.tags.delete({ repository, tag: latest, by })).rejects.toMatchObject({ code: '42P01' });
    await sql('ALTER TABLE $s.elsewhere RENAME TO tags');
    expect(await store.tags.delete({ repository, tag: latest, by })).toBe(true);
  });
});
