import { Database } from '../src/database/database.js';
import { PostgresAccessStore } from '../src/index.js';
import { createTestSchema } from './support/test-schema.js';

describe('the state that a process remembers', () => {
  let testSchema: Awaited<ReturnType<typeof createTestSchema>>;
  beforeEach(async () => {
    testSchema = await createTestSchema();
  }, 60_000);
  afterEach(() => testSchema.drop());

  const insert = (store: PostgresAccessStore, name: string) =>
    store.change(({ users }) => users.insert({ name, isDisabled: false }));
  const namesIn = async (store: PostgresAccessStore) => (await store.readState()).users.map(({ name }) => name);
  const run = async (...statements: string[]) => {
    const { dataSource } = testSchema;
    const options = { preparedStatements: false, timeoutSeconds: 10, lockTimeoutSeconds: 5 };
    const database = new Database(dataSource, options);
    for (const statement of statements) await dataSource.query(database.qualify(statement));
  };

  it('is read anew if it is older than the deletions that are kept', async () => {
    const [reader, writer] = [1, 2].map(() => new PostgresAccessStore(testSchema.dataSource)) as [
      PostgresAccessStore,
      PostgresAccessStore,
    ];
    const ann = await insert(writer, 'ann');
    await insert(writer, 'ben');
    expect(await namesIn(reader)).toEqual(['ann', 'ben']);
    await writer.change(({ users }) => users.delete(ann.id));
    await run('UPDATE {access_version} SET version = version + 20000');
    const robot = await writer.change(({ robots }) =>
      robots.insert({ name: 'ci', namespace: '**' as never, isDisabled: false }),
    );
    await writer.change(({ robots }) => robots.delete(robot.id));
    const [{ count }] = await testSchema.dataSource.query(
      `SELECT count(*)::int FROM "${testSchema.schema}".access_deletions`,
    );
    expect(count).toBe(1);
    expect(await namesIn(reader)).toEqual(['ben']);
  });

  it('is read anew after the database was restored from a backup', async () => {
    const store = new PostgresAccessStore(testSchema.dataSource);
    await insert(store, 'ann');
    await insert(store, 'ben');
    expect(await namesIn(store)).toEqual(['ann', 'ben']);
    await run(`DELETE FROM {users} WHERE name = 'ben'`, 'UPDATE {access_version} SET version = version - 1');
    expect(await namesIn(store)).toEqual(['ann']);
  });

  it('keeps the lists of a kind that has not changed', async () => {
    const store = new PostgresAccessStore(testSchema.dataSource);
    await insert(store, 'ann');
    const before = await store.readState();
    await store.change(({ groups }) => groups.insert({ name: 'dev', members: ['ann'] }));
    const after = await store.readState();
    expect(after.users).toBe(before.users);
    expect(after.groups).not.toBe(before.groups);
  });
});
