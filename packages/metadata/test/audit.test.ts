import type { DataSource } from 'typeorm';
import { migrateRegistry, PostgresAccessStore } from '../src/index.js';
import { createTestSchema, databaseUrl, newTestSchema } from './support/test-schema.js';

let testSchema: Awaited<ReturnType<typeof createTestSchema>>;
let dataSource: DataSource;
let store: PostgresAccessStore;

beforeAll(async () => {
  testSchema = await createTestSchema();
  dataSource = testSchema.dataSource;
  store = new PostgresAccessStore(dataSource);
  await store.audit.append([{ action: 'sign-in', outcome: 'done', actor: { kind: 'user', name: 'ann' } }]);
}, 60_000);

afterAll(() => testSchema.drop());

async function run(sql: string): Promise<unknown> {
  return dataSource.query(sql.replaceAll('$.', `"${testSchema.schema}".`));
}

async function partitions(): Promise<string[]> {
  const rows: { name: string }[] = (await run(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = '$.audit'::regclass ORDER BY 1`,
  )) as never;
  return rows.map(({ name }) => name);
}

/** A role that is no superuser, with a schema of its own. The user of the tests is one itself if it may not create roles. */
async function makeOwner(schema: string): Promise<string> {
  const [user]: { name: string; isSuperuser: boolean }[] = (await run(
    'SELECT rolname AS name, rolsuper AS "isSuperuser" FROM pg_roles WHERE rolname = current_user',
  )) as never;
  const role = user?.isSuperuser === true ? `owner_of_${schema}` : String(user?.name);
  if (user?.isSuperuser === true) await run(`CREATE ROLE "${role}"`);
  await run(`CREATE SCHEMA "${schema}" AUTHORIZATION "${role}"`);
  return role;
}

const insufficientPrivilege = { code: '42501' };

describe('the audit', () => {
  it('has a partition for this month and for each of the next three', async () => {
    const [first, ...others] = await partitions();
    expect(first).toBe(`audit_${new Date().toISOString().slice(0, 7).replace('-', '')}`);
    expect(others).toHaveLength(4);
    expect(others.at(-1)).toBe('audit_default');
  });

  it('[A111] refuses every change and deletion of an entry', async () => {
    for (const table of ['audit', ...(await partitions())])
      for (const statement of [
        `UPDATE $.${table} SET outcome = 'refused'`,
        `UPDATE $.${table} SET outcome = 'refused' WHERE false`,
        `DELETE FROM $.${table}`,
        `TRUNCATE $.${table}`,
        `INSERT INTO $.${table} SELECT * FROM $.audit ON CONFLICT (id) DO UPDATE SET outcome = 'refused'`,
      ])
        await expect(run(statement)).rejects.toMatchObject(insufficientPrivilege);
    const { items } = await store.audit.read({ limit: 10 });
    expect(items.map(({ action, outcome }) => [action, outcome])).toEqual([['sign-in', 'done']]);
  });

  it('[A111] has the same protection if its owner is no superuser, who can migrate and maintain it', async () => {
    const { schema, connect, drop } = newTestSchema();
    const role = await makeOwner(schema);
    try {
      const url = new URL(databaseUrl);
      url.searchParams.set('options', `-c role=${role}`);
      const owned = await connect({ url: url.href });
      await migrateRegistry(owned);
      const { audit } = new PostgresAccessStore(owned);
      await audit.append([{ action: 'sign-in', outcome: 'done', actor: { kind: 'user', name: 'ann' } }]);
      await owned.query(`DROP TABLE "${schema}".audit_default`);
      await owned.query(`CREATE TABLE "${schema}".audit_default PARTITION OF "${schema}".audit DEFAULT`);
      await owned.query(
        `INSERT INTO "${schema}".audit_default (id, at, action, outcome, actor_kind)
         SELECT "${schema}".uuid_v7(t, 0), t, 'old', 'done', 'system' FROM (SELECT now() - interval '900 days' AS t) AS o`,
      );
      await audit.maintain(400 * 24 * 3600);
      expect((await audit.read({ limit: 10 })).items.map(({ action }) => action)).toEqual(['sign-in']);
      for (const table of ['audit', 'audit_default'])
        await expect(owned.query(`DELETE FROM "${schema}".${table}`)).rejects.toMatchObject(insufficientPrivilege);
    } finally {
      await drop();
      if (role === `owner_of_${schema}`) await run(`DROP ROLE "${role}"`);
    }
  });

  it('has no privileges of its own, which could not be restored where there is no such role', async () => {
    const own = await run(
      `SELECT relname FROM pg_class WHERE relnamespace = '"${testSchema.schema}"'::regnamespace AND relacl IS NOT NULL`,
    );
    expect(own).toEqual([]);
  });

  it('protects partitions that it creates later', async () => {
    const [last] = (await partitions()).slice(-2);
    await run(`DROP TABLE $.${last}`);
    await run('DROP TABLE $.audit_default');
    await run('CREATE TABLE $.audit_default PARTITION OF $.audit DEFAULT');
    await store.audit.maintain(400 * 24 * 3600);
    expect(await partitions()).toContain(last);
    await expect(run(`DELETE FROM $.${last}`)).rejects.toMatchObject(insufficientPrivilege);
  });

  it('drops months that ended long ago, and replaces the default partition when all its entries are old', async () => {
    const old = `'2020-02-03T04:05:06Z'::timestamptz`;
    const insert = `INSERT INTO $.audit (id, at, action, outcome, actor_kind)
      SELECT $.uuid_v7(${old}, n), ${old}, 'old', 'done', 'system' FROM generate_series(1, 3) AS n`;
    await run(`CREATE TABLE $.audit_202002 PARTITION OF $.audit
      FOR VALUES FROM ('016fff64-0000-0000-0000-000000000000') TO ('01709300-0000-0000-0000-000000000000')`);
    await run(insert);
    await run(insert.replaceAll('2020-02', '2019-02'));
    expect((await store.audit.read({ limit: 10 })).items).toHaveLength(7);
    await store.audit.maintain(400 * 24 * 3600);
    expect(await partitions()).not.toContain('audit_202002');
    expect((await store.audit.read({ limit: 10 })).items.map(({ action }) => action)).toEqual(['sign-in']);
    await expect(run('DELETE FROM $.audit_default')).rejects.toMatchObject(insufficientPrivilege);
  });

  it('keeps the default partition while one of its entries is recent', async () => {
    await run(`INSERT INTO $.audit_default (id, at, action, outcome, actor_kind)
      SELECT $.uuid_v7(now() - d, 0), now() - d, 'copied', 'done', 'system'
      FROM unnest(ARRAY ['100 days', '1000 days']::interval[]) AS d`);
    await store.audit.maintain(400 * 24 * 3600);
    expect((await store.audit.read({ limit: 10, filter: { action: 'copied' } })).items).toHaveLength(2);
    await store.audit.maintain(50 * 24 * 3600);
    expect((await store.audit.read({ limit: 10, filter: { action: 'copied' } })).items).toHaveLength(0);
  });
});
