import { type Change, digestOf, type Position, type PushedManifest, type RepositoryName, type Tag } from '@lading/core';
import type { QueryRunner } from 'typeorm';
import { createRegistryDataSource, migrateRegistry, PostgresMetadataStore } from '../src/index.js';
import { by } from './support/author.js';
import { untilSomebodyWaits } from './support/lock-wait.js';
import { createTestSchema, databaseUrl } from './support/test-schema.js';

const testSchema = createTestSchema();
const repository = 'library/app' as RepositoryName;
const week = 7 * 24 * 60 * 60;
let pushes = 0;

function newManifest(): PushedManifest {
  pushes += 1;
  const bytes = Buffer.from(`{"number":${pushes}}`);
  const none = { artifactType: undefined, annotations: undefined, subject: undefined, blobs: [], children: [] };
  return { mediaType: 'application/json', kind: 'image', ...none, digest: digestOf(bytes), bytes };
}

async function push(store: PostgresMetadataStore, tags: readonly string[], manifest = newManifest()): Promise<string> {
  await store.manifests.put({ repository, manifest, tags: tags as Tag[], by });
  return manifest.digest;
}

async function sql<Row = object>(text: string): Promise<Row[]> {
  const { dataSource, schema } = await testSchema;
  return dataSource.query(text.replaceAll('$s.', `"${schema}".`));
}

async function openStore(applicationName = 'test'): Promise<PostgresMetadataStore> {
  return new PostgresMetadataStore(await (await testSchema).connect({ applicationName }));
}

/** Does something while a transaction has done something else, and rolls that back. */
async function whileOpen(before: string, work: () => Promise<void>): Promise<void> {
  const { dataSource, schema } = await testSchema;
  const runner: QueryRunner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query(before.replaceAll('$s.', `"${schema}".`));
  try {
    await work();
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

async function read(store: PostgresMetadataStore, after?: Position): Promise<readonly Change[]> {
  return (await store.changes.read({ limit: 1000, ...(after !== undefined && { after }) })).items;
}

/** The changes, as soon as there are so many. Other transactions of the cluster may delay them. */
async function readWhen(count: number, store: PostgresMetadataStore, after?: Position): Promise<readonly Change[]> {
  for (;;) {
    const changes = await read(store, after);
    if (changes.length >= count) return changes;
  }
}

async function partitions(): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
     WHERE inhparent = '$s.changes'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Repeats the upkeep, which gives up when something else has a lock, until these partitions are left. */
async function maintainUntil(
  store: PostgresMetadataStore,
  keepSeconds: number,
  names: readonly string[],
): Promise<void> {
  do await store.changes.maintain(keepSeconds);
  while ((await partitions()).join() !== names.join());
}

function movesOf(changes: readonly Change[], tag: string): (string | undefined)[][] {
  return changes.flatMap((change) =>
    change.kind === 'tag.set' && change.tag === tag ? [[change.from, change.to]] : [],
  );
}

beforeEach(async () => {
  for (const table of ['changes', 'tags', 'manifests', 'repositories']) await sql(`DELETE FROM $s.${table}`);
});

afterAll(async () => (await testSchema).drop());

describe('the log of changes in PostgreSQL', () => {
  it('shows nothing that was committed after a transaction began which may still be committed', async () => {
    const [store, late] = [await openStore(), await openStore('late')];
    await push(store, ['latest', 'other']);
    const after = (await readWhen(3, store)).at(-1)?.position;
    let pushed: Promise<string> | undefined;
    await whileOpen(`SELECT FROM $s.tags WHERE name = 'latest' FOR UPDATE`, async () => {
      pushed = push(late, ['latest']);
      await untilSomebodyWaits((await testSchema).dataSource, 'late', 'transactionid');
      await push(store, ['other']);
      expect(await read(store, after)).toEqual([]);
    });
    await pushed;
    const changes = await readWhen(4, store, after);
    expect(changes.map(({ kind }) => kind)).toEqual(['manifest.pushed', 'tag.set', 'manifest.pushed', 'tag.set']);
  });

  it('orders the moves of a tag by its lock, not by the ids of their transactions', async () => {
    const [store, early] = [await openStore(), await openStore('early')];
    const first = await push(store, ['a', 'latest']);
    let pushed: Promise<string> | undefined;
    let second: string | undefined;
    await whileOpen(`SELECT FROM $s.tags WHERE name = 'a' FOR UPDATE`, async () => {
      pushed = push(early, ['a', 'latest']);
      await untilSomebodyWaits((await testSchema).dataSource, 'early', 'transactionid');
      second = await push(store, ['latest']);
    });
    const third = await pushed;
    expect(movesOf(await readWhen(8, store), 'latest')).toEqual([
      [undefined, first],
      [first, second],
      [second, third],
    ]);
  });

  it('leaves the row of a tag and of a manifest as it is if they are pushed again', async () => {
    const store = await openStore();
    const manifest = newManifest();
    const rows = () =>
      sql(`SELECT t.version, t.updated_at, m.pushed_at FROM $s.tags t JOIN $s.manifests m USING (digest)`);
    await push(store, ['latest'], manifest);
    const before = await rows();
    await push(store, ['latest'], manifest);
    await store.manifests.put({
      repository,
      manifest,
      tags: ['latest' as Tag],
      require: { condition: { ifMatch: '*' } },
      by,
    });
    expect(await rows()).toEqual(before);
    await push(store, ['latest']);
    expect(await rows()).toMatchObject([{ version: 2 }]);
  });

  it('has partitions for this week and the coming four', async () => {
    const names = await partitions();
    expect(names).toHaveLength(6);
    await push(await openStore(), ['latest']);
    expect(
      await sql(`SELECT DISTINCT tableoid::regclass::text LIKE '%${names[0]}%' AS "isThisWeek" FROM $s.changes`),
    ).toEqual([{ isThisWeek: true }]);
  });

  it('has the same weeks for every time zone and date style of a session', async () => {
    const bounds = () =>
      sql(`SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class
      WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = '$s.changes'::regclass) ORDER BY 1`);
    const before = await bounds();
    const names = await partitions();
    for (const name of names) if (name !== 'changes_default') await sql(`DROP TABLE $s.${name}`);
    const { schema } = await testSchema;
    const url = new URL(databaseUrl);
    url.searchParams.set('options', '-c DateStyle=SQL,DMY -c TimeZone=Asia/Kolkata');
    const dataSource = createRegistryDataSource({ url: url.href, schema, poolSize: 2 });
    await dataSource.initialize();
    const store = new PostgresMetadataStore(dataSource);
    await maintainUntil(store, week, names);
    await store.close?.();
    expect(await bounds()).toEqual(before);
  });

  it('drops the partitions of weeks that are long over', async () => {
    const store = await openStore();
    const before = await partitions();
    for (const [name, from, to] of [
      ['changes_20200106', '2020-01-06', '2020-01-13'],
      ['changes_20200113', '2020-01-13', '2020-01-20'],
    ])
      await sql(
        `CREATE TABLE $s.${name} PARTITION OF $s.changes FOR VALUES FROM ('${from} 00:00Z') TO ('${to} 00:00Z')`,
      );
    const [{ seconds } = { seconds: 0 }] = await sql<{ seconds: number }>(
      `SELECT extract(epoch FROM now() - '2020-01-14Z')::float8 AS seconds`,
    );
    await maintainUntil(store, seconds, ['changes_20200113', ...before]);
    await maintainUntil(store, week, before);
  });

  it('is kept by several replicas at once', async () => {
    const [store, other] = [await openStore(), await openStore()];
    const before = await partitions();
    await sql(
      `CREATE TABLE $s.changes_20200106 PARTITION OF $s.changes FOR VALUES FROM ('2020-01-06Z') TO ('2020-01-13Z')`,
    );
    for (const name of before.slice(0, -2)) await sql(`DROP TABLE $s.${name}`);
    await Promise.all([store, other, store, other].map((replica) => replica.changes.maintain(week)));
    await maintainUntil(store, week, before);
  });

  it('takes changes without a partition, and makes the partitions that it can', async () => {
    const store = await openStore();
    const [thisWeek, ...others] = await partitions();
    for (const name of await partitions()) if (name !== 'changes_default') await sql(`DROP TABLE $s.${name}`);
    await push(store, ['latest']);
    expect(await sql('SELECT FROM $s.changes_default')).toHaveLength(2);
    await maintainUntil(store, week, others);
    await sql(`UPDATE $s.changes SET at = now() - interval '8 days'`);
    await maintainUntil(store, week, [thisWeek as string, ...others]);
    expect(await read(store)).toEqual([]);
  });

  it('gives up its upkeep soon if it would have to wait for a lock', async () => {
    const store = await openStore();
    const before = await partitions();
    await sql(
      `CREATE TABLE $s.changes_20200106 PARTITION OF $s.changes FOR VALUES FROM ('2020-01-06Z') TO ('2020-01-13Z')`,
    );
    await whileOpen('LOCK TABLE $s.changes IN ACCESS SHARE MODE', async () => {
      await store.changes.maintain(week);
      expect(await partitions()).toContain('changes_20200106');
      await push(store, ['latest']);
    });
    await maintainUntil(store, week, before);
  });

  it('goes on after a restore from a cluster with higher ids of transactions', async () => {
    const store = await openStore();
    await push(store, ['latest']);
    await sql('UPDATE $s.changes SET horizon = horizon + 1000000000');
    const restored = `SELECT horizon || '.' || position AS position FROM $s.changes ORDER BY horizon, position`;
    const positions = (await sql<{ position: Position }>(restored)).map(({ position }) => position);
    expect(await read(store)).toEqual([]);
    for (const _ of [1, 2]) await migrateRegistry((await testSchema).dataSource);
    expect((await readWhen(2, store)).map(({ position }) => position)).toEqual(positions);
    const digest = await push(store, ['latest']);
    expect(await readWhen(2, store, positions.at(-1))).toMatchObject([{ digest }, { to: digest }]);
  });
});
