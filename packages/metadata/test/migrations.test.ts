import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { registryTables } from '../src/database/tables.js';
import { createRegistryDataSource, migrateRegistry, PostgresMetadataStore, registryMigrations } from '../src/index.js';
import { describeSchema } from './support/schema-description.js';
import { databaseUrl, newTestSchema, type TestSchema } from './support/test-schema.js';

/** What the tables are after all migrations, to be read and reviewed. */
const schemaFile = resolve(import.meta.dirname, 'schema.txt');

const names = registryMigrations.map((migration) => new migration().name);

async function tablesOf(dataSource: DataSource, schema: string): Promise<string[]> {
  const rows: { name: string }[] = await dataSource.query(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
    [schema],
  );
  return rows.map(({ name }) => name);
}

describe('migrateRegistry', () => {
  let testSchema: TestSchema;

  beforeEach(() => {
    testSchema = newTestSchema();
  });

  afterEach(() => testSchema.drop());

  it('makes the schema with its tables, and nothing at the second time', async () => {
    const dataSource = await testSchema.connect();
    expect(await migrateRegistry(dataSource)).toEqual(names);
    expect(await migrateRegistry(dataSource)).toEqual([]);
    expect(await tablesOf(dataSource, testSchema.schema)).toContain('manifests');
  });

  it('makes no table whose privileges nobody checks', async () => {
    const dataSource = await testSchema.connect();
    await migrateRegistry(dataSource);
    const tables = await tablesOf(dataSource, testSchema.schema);
    // The role only adds to the audit. TypeORM keeps the table of the migrations.
    const others = tables.filter((name) => !/^(audit|changes_|migrations)/.test(name));
    expect(others).toEqual(registryTables.filter((name) => !name.startsWith('audit')).toSorted());
  });

  it('connects a data source that is not connected', async () => {
    const dataSource = createRegistryDataSource({ url: databaseUrl, schema: testSchema.schema });
    expect(await migrateRegistry(dataSource)).toEqual(names);
    await new PostgresMetadataStore(dataSource).close();
    expect(dataSource.isInitialized).toBe(false);
  });

  it('makes the tables that schema.txt describes; WRITE_SCHEMA=1 writes it anew', async () => {
    const dataSource = await testSchema.connect();
    await migrateRegistry(dataSource);
    const description = await describeSchema(dataSource, testSchema.schema);
    if (process.env.WRITE_SCHEMA === '1') await writeFile(schemaFile, description);
    expect(description).toBe(await readFile(schemaFile, 'utf8'));
  });

  it('notices when the tables are not those of schema.txt', async () => {
    const dataSource = await testSchema.connect();
    await migrateRegistry(dataSource);
    const change = async (sql: string) => {
      await dataSource.query(sql.replaceAll('$', `"${testSchema.schema}"`));
      return (await describeSchema(dataSource, testSchema.schema)) !== (await readFile(schemaFile, 'utf8'));
    };
    expect(await change('ALTER TABLE $.tags ALTER name TYPE text COLLATE "default"')).toBe(true);
    expect(await change('ALTER TABLE $.tags ALTER name TYPE text COLLATE "C"')).toBe(false);
    expect(await change('ALTER TABLE $.tags ALTER version DROP DEFAULT')).toBe(true);
    expect(await change('ALTER TABLE $.tags ALTER version SET DEFAULT 1')).toBe(false);
    expect(await change('DROP INDEX $.manifests_subject')).toBe(true);
  });

  it('goes down to nothing and up again', async () => {
    const dataSource = await testSchema.connect();
    await migrateRegistry(dataSource);
    for (const _ of names) await dataSource.undoLastMigration();
    expect(await tablesOf(dataSource, testSchema.schema)).toEqual(['migrations']);
    expect(await migrateRegistry(dataSource)).toEqual(names);
  });

  it('migrates once when many replicas start on an empty database', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => testSchema.connect({ poolSize: 2 })));
    const applied = await Promise.all(replicas.map((replica) => migrateRegistry(replica)));
    expect(applied.filter(({ length }) => length > 0)).toEqual([names]);
  });

  it('migrates once when processes start on an empty database', async () => {
    const script = resolve(import.meta.dirname, 'support/migrate-process.mjs');
    const results = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = fork(script, [databaseUrl, testSchema.schema], { execArgv: [], env: {} });
        const [[applied], [code]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
        return { applied, code };
      }),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(results.map(({ applied }) => applied).filter(({ length }) => length > 0)).toEqual([names]);
  }, 30_000);

  it('refuses tables of a newer version and changes nothing', async () => {
    const dataSource = await testSchema.connect();
    await migrateRegistry(dataSource);
    const migrations = `"${testSchema.schema}".migrations`;
    await dataSource.query(`INSERT INTO ${migrations} ("timestamp", name) VALUES (9, 'FromTheFuture9')`);
    await expect(migrateRegistry(dataSource)).rejects.toThrow(/newer version of Lading \(FromTheFuture9\)/);
    await dataSource.query(`DELETE FROM ${migrations} WHERE name = 'FromTheFuture9'`);
    expect(await migrateRegistry(dataSource)).toEqual([]);
  });

  it('lets the next one try after a failure', async () => {
    const [first, second] = [await testSchema.connect(), await testSchema.connect()];
    await first.query(`CREATE SCHEMA "${testSchema.schema}"`);
    await first.query(`CREATE VIEW "${testSchema.schema}".tags AS SELECT 1 AS in_the_way`);
    await expect(migrateRegistry(first)).rejects.toThrow(/already exists/);
    expect(await tablesOf(first, testSchema.schema)).toEqual(['migrations']);
    await first.query(`DROP VIEW "${testSchema.schema}".tags`);
    expect(await migrateRegistry(second)).toEqual(names);
  });
});
