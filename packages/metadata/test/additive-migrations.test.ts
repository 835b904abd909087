import type { DataSource } from 'typeorm';
import { registryMigrations } from '../src/index.js';
import { newTestSchema, type TestSchema } from './support/test-schema.js';

/** The parts of the tables that a version relies on. The columns have names such as `table.column`. */
interface Tables {
  readonly columns: ReadonlyMap<string, { readonly type: string; readonly isRequired: boolean }>;
  /** The constraints and unique indexes, which can refuse a row. */
  readonly conditions: ReadonlyMap<string, string>;
}

async function tablesOf(dataSource: DataSource, schema: string): Promise<Tables> {
  const columns: { name: string; type: string; isRequired: boolean }[] = await dataSource.query(
    `SELECT relname || '.' || attname AS name,
       format_type(atttypid, atttypmod) || ' ' || attcollation::text AS type,
       attnotnull AND NOT atthasdef AND attidentity = '' AS "isRequired"
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' AND attnum > 0 AND NOT attisdropped`,
    [`"${schema}"`],
  );
  const conditions: { name: string; condition: string }[] = await dataSource.query(
    `SELECT relname || '.' || conname AS name, pg_get_constraintdef(pg_constraint.oid) AS condition
     FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE connamespace = to_regnamespace($1)
       AND contype IN ('c', 'f', 'p', 'u', 'x')
     UNION ALL
     SELECT tablename || '.' || indexname, indexdef FROM pg_indexes
     WHERE schemaname = $2 AND indexdef LIKE 'CREATE UNIQUE%'`,
    [`"${schema}"`, schema],
  );
  return {
    columns: new Map(columns.map(({ name, ...column }) => [name, column])),
    conditions: new Map(conditions.map(({ name, condition }) => [name, condition])),
  };
}

/** What keeps a version that knows the tables as they were from working on them as they are; nothing is good. */
function obstaclesOf(before: Tables, after: Tables): string[] {
  const tables = new Set([...before.columns.keys()].map(tableOf));
  const isKnown = (name: string) => tables.has(tableOf(name));
  const obstacles: string[] = [];
  for (const [name, { type, isRequired }] of before.columns) {
    const now = after.columns.get(name);
    if (now?.type !== type) obstacles.push(`${name} is ${now?.type ?? 'gone'}`);
    else if (now.isRequired && !isRequired) obstacles.push(`${name} is required now`);
  }
  for (const [name, { isRequired }] of after.columns)
    if (isKnown(name) && isRequired && !before.columns.has(name)) obstacles.push(`${name} is new and required`);
  for (const [name, condition] of after.conditions)
    if (isKnown(name) && before.conditions.get(name) !== condition) obstacles.push(`${name} is a new condition`);
  // An insert may name it: ON CONFLICT (…).
  for (const name of before.conditions.keys()) if (!after.conditions.has(name)) obstacles.push(`${name} is gone`);
  return obstacles;
}

function tableOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

describe('each migration', () => {
  let testSchema: TestSchema;
  let dataSource: DataSource;

  beforeEach(async () => {
    testSchema = newTestSchema();
    dataSource = await testSchema.connect();
    await dataSource.query(`CREATE SCHEMA "${testSchema.schema}"`);
  });

  afterEach(() => testSchema.drop());

  async function apply(migration: (typeof registryMigrations)[number]): Promise<void> {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.startTransaction();
    await new migration().up(queryRunner);
    await queryRunner.commitTransaction();
    await queryRunner.release();
  }

  it('lets the version before go on, whose replicas run until they are replaced', async () => {
    const [first, ...later] = registryMigrations;
    await apply(first);
    for (const migration of later) {
      const before = await tablesOf(dataSource, testSchema.schema);
      await apply(migration);
      const after = await tablesOf(dataSource, testSchema.schema);
      expect({ [migration.name]: obstaclesOf(before, after) }).toEqual({ [migration.name]: [] });
      expect(after.columns.size).toBeGreaterThan(10);
    }
  });

  it.each([
    ['DROP TABLE $.tags CASCADE', /^tags\.\w+ is gone$/],
    ['ALTER TABLE $.tags DROP COLUMN name CASCADE', /^tags\.name is gone$/],
    ['ALTER TABLE $.blobs ALTER size TYPE numeric', /^blobs\.size is numeric/],
    ['ALTER TABLE $.upload_sessions ALTER writer SET NOT NULL', /^upload_sessions\.writer is required now$/],
    ['ALTER TABLE $.tags ADD new_one text NOT NULL', /^tags\.new_one is new and required$/],
    ['ALTER TABLE $.blobs ADD CONSTRAINT small CHECK (size < 10)', /^blobs\.small is a new condition$/],
    ['CREATE UNIQUE INDEX one_size ON $.blobs (size)', /^blobs\.one_size is a new condition$/],
    ['ALTER TABLE $.blobs DROP CONSTRAINT blobs_pkey CASCADE', /^blobs\.blobs_pkey is gone$/],
  ])('would be noticed with %s', async (sql, obstacle) => {
    for (const migration of registryMigrations) await apply(migration);
    const before = await tablesOf(dataSource, testSchema.schema);
    await dataSource.query(sql.replaceAll('$', `"${testSchema.schema}"`));
    const obstacles = obstaclesOf(before, await tablesOf(dataSource, testSchema.schema));
    expect(obstacles.some((each) => obstacle.test(each))).toBe(true);
  });

  it('may add tables, columns that need not be given, and indexes', async () => {
    for (const migration of registryMigrations) await apply(migration);
    const before = await tablesOf(dataSource, testSchema.schema);
    const change = `CREATE TABLE $.more (id text PRIMARY KEY); ALTER TABLE $.tags ADD note text, ADD n int NOT NULL DEFAULT 0;
      CREATE INDEX by_size ON $.blobs (size)`;
    await dataSource.query(change.replaceAll('$', `"${testSchema.schema}"`));
    expect(obstaclesOf(before, await tablesOf(dataSource, testSchema.schema))).toEqual([]);
  });
});
