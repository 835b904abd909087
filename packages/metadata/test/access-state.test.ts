import { RecordDatabase } from '../src/access/record-database.js';
import { StateReader } from '../src/access/state/state-reader.js';
import { Database } from '../src/database/database.js';
import type { Statement } from '../src/database/statement.js';
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
  const options = { preparedStatements: false, timeoutSeconds: 10, lockTimeoutSeconds: 5 };
  const records = () => new RecordDatabase(testSchema.dataSource, options);
  /** A database whose clock a test sets, for statements outside a transaction and in it. */
  const clockedDatabase = (now: () => Date) => {
    class ClockedDatabase extends Database {
      override async query<Row>(statement: Statement<Row>, values: readonly unknown[]): Promise<readonly Row[]> {
        return (await super.query(statement, values)).map((row) => ({ ...row, now: now() }));
      }

      override qualify(text: string): string {
        return super.qualify(text).replace('clock_timestamp()', `timestamptz '${now().toISOString()}'`);
      }
    }
    return new ClockedDatabase(testSchema.dataSource, options);
  };
  const run = async (...statements: string[]) => {
    const { dataSource } = testSchema;
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

  describe('after a failover that has lost the last change', () => {
    /** Undoes the last change, which has added the user, as if this server had never had it. */
    const lose = (name: string) =>
      run(
        `DELETE FROM {users} WHERE name = '${name}'`,
        'DELETE FROM {access_stamps} WHERE change = (SELECT version FROM {access_version})',
        `UPDATE {access_version} v SET version = v.version - 1,
           stamp = (SELECT stamp FROM {access_stamps} WHERE change = v.version - 1)`,
      );

    it.each([1, 2, 3])('has what the next %i changes have made, and not what was lost', async (count) => {
      const [reader, writer] = [1, 2].map(() => new PostgresAccessStore(testSchema.dataSource)) as [
        PostgresAccessStore,
        PostgresAccessStore,
      ];
      await insert(writer, 'ann');
      await insert(writer, 'lost');
      const before = await reader.readState();
      expect(await namesIn(reader)).toEqual(['ann', 'lost']);
      await lose('lost');
      const added = ['ben', 'cay', 'dan'].slice(0, count);
      for (const name of added) await insert(writer, name);
      const { version } = await reader.readState();
      expect(version).toBe(before.version + count - 1);
      expect(await namesIn(reader)).toEqual(['ann', ...added]);
    });

    it('does not show a lost change inside another change', async () => {
      const store = new PostgresAccessStore(testSchema.dataSource);
      await insert(store, 'ann');
      await insert(store, 'lost');
      await store.readState();
      await lose('lost');
      const inside = await store.change(async ({ readState }) => (await readState()).users.map(({ name }) => name));
      expect(inside).toEqual(['ann']);
    });
  });

  it('has a change of the version before, which does not know stamps', async () => {
    const store = new PostgresAccessStore(testSchema.dataSource);
    await insert(store, 'ann');
    await namesIn(store);
    const changeBefore = async (name: string) =>
      run(
        'UPDATE {access_version} SET version = version + 1',
        `INSERT INTO {users} (version, created_at, updated_at, change, name, is_disabled)
           SELECT 1, now(), now(), version, '${name}', false FROM {access_version}`,
      );
    await changeBefore('ben');
    expect(await namesIn(store)).toEqual(['ann', 'ben']);
    await changeBefore('cay');
    expect(await namesIn(store)).toEqual(['ann', 'ben', 'cay']);
    await insert(store, 'dan');
    expect(await namesIn(store)).toEqual(['ann', 'ben', 'cay', 'dan']);
  });

  it('keeps no more stamps than a reader may need', async () => {
    const store = new PostgresAccessStore(testSchema.dataSource);
    await insert(store, 'ann');
    await run('UPDATE {access_version} SET version = version + 20000');
    await insert(store, 'ben');
    const rows = await testSchema.dataSource.query(`SELECT stamp FROM "${testSchema.schema}".access_stamps`);
    expect(rows).toEqual([{ stamp: (await store.readState()).stamp }]);
  });

  it('has a credential again when the clock of the database has gone back', async () => {
    let now = new Date();
    const reader = new StateReader(
      clockedDatabase(() => now),
      records(),
    );
    const writer = new PostgresAccessStore(testSchema.dataSource);
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
    const create = (secretHash: string, expiresAt: Date | undefined) =>
      writer.change(({ credentials }) =>
        credentials.insert({
          owner: { kind: 'user', name: 'ann' },
          description: secretHash,
          secretHash,
          hint: 'wxyz',
          expiresAt,
        }),
      );
    await create('for ever', undefined);
    await create('an hour', at(3600));
    const live = async () => (await reader.read()).credentials.map(({ description }) => description);
    expect(await live()).toEqual(['for ever', 'an hour']);
    now = at(2 * 3600);
    expect(await live()).toEqual(['for ever']);
    await create('a week', at(7 * 24 * 3600));
    expect(await live()).toEqual(['for ever', 'a week']);
    now = at(0);
    expect(await live()).toEqual(['for ever', 'an hour', 'a week']);
    const { credentials } = await reader.read();
    expect((await reader.read()).credentials).toBe(credentials);
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
