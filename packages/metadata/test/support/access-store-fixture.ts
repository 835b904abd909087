import { setTimeout as pause } from 'node:timers/promises';
import type { AccessStoreFixture } from '@lading/conformance';
import type { DataSource } from 'typeorm';
import { createAuditPartitions } from '../../src/access/audit/keep-partitions.js';
import { Database } from '../../src/database/database.js';
import { PostgresAccessStore, type PostgresAccessStoreOptions, PostgresMetadataStore } from '../../src/index.js';
import type { TestSchema } from './test-schema.js';

const records = ['users', 'groups', 'robots', 'credentials', 'rules'];

/** The columns that the clock moves, by their tables. */
const times = {
  users: ['created_at', 'updated_at'],
  groups: ['created_at', 'updated_at'],
  robots: ['created_at', 'updated_at'],
  credentials: ['created_at', 'updated_at', 'last_used_at', 'expires_at'],
  rules: ['created_at', 'updated_at'],
  trusts: ['created_at', 'updated_at'],
  exchanged_secrets: ['created_at', 'expires_at', 'keep_until'],
  device_requests: ['created_at', 'expires_at', 'last_polled_at', 'decided_at'],
  single_uses: ['keep_until'],
  sessions: ['created_at', 'last_used_at', 'expires_at'],
  signing_keys: ['activate_at', 'retire_at', 'drop_at'],
  sign_in_failures: ['at'],
};

const emptied = [
  ...Object.keys(times),
  'access_deletions',
  'audit',
  'changes',
  'tags',
  'manifest_references',
  'manifests',
  'repository_blobs',
  'blobs',
  'upload_sessions',
  'objects',
  'repositories',
];

/** The id of an entry at an earlier time, with the same place. */
const movedId = `{uuid_v7}(at - make_interval(secs => $1),
  ('x' || substr(replace(id::text, '-', ''), 17, 8))::bit(32)::bigint - 2147483648)`;

const unprotect = [
  'GRANT UPDATE, DELETE ON {audit} TO CURRENT_USER',
  'ALTER TABLE {audit} DISABLE TRIGGER append_only',
];
const protect = [
  'ALTER TABLE {audit} ENABLE TRIGGER append_only',
  'REVOKE UPDATE, DELETE ON {audit} FROM CURRENT_USER',
];

/** Empty tables, and a store on each of two data sources. */
export async function emptyAccessStore(
  { dataSource }: TestSchema & { readonly dataSource: DataSource },
  second: DataSource,
  options: PostgresAccessStoreOptions = {},
): Promise<AccessStoreFixture> {
  const database = new Database(dataSource, { preparedStatements: false, timeoutSeconds: 10, lockTimeoutSeconds: 5 });
  // The owner of the tables can undo what protects the audit from it.
  const unprotected = (statements: readonly string[], values: readonly unknown[] = []) =>
    dataSource.transaction(async (manager) => {
      for (const statement of unprotect) await manager.query(database.qualify(statement));
      for (const statement of statements) await manager.query(database.qualify(statement), [...values]);
      for (const statement of protect) await manager.query(database.qualify(statement));
    });
  await unprotected([
    ...emptied.map((table) => `DELETE FROM {${table}}`),
    'UPDATE {access_version} SET version = 0',
    'UPDATE {audit_cursor} SET horizon = 0, position = 0',
  ]);
  await createAuditPartitions(database);
  return {
    subject: new PostgresAccessStore(dataSource, options),
    metadata: new PostgresMetadataStore(dataSource),
    reopen: async () => new PostgresAccessStore(second, options),
    // The server's clock can't be moved, so that everything else moves back. To stores, that is a change.
    advance: (seconds) =>
      unprotected(
        [
          'UPDATE {access_version} SET version = version + 1 WHERE $1 > 0',
          ...records.map(
            (table) => `UPDATE {${table}} SET change = (SELECT version FROM {access_version}) WHERE $1 > 0`,
          ),
          ...Object.entries(times).map(
            ([table, columns]) =>
              `UPDATE {${table}} SET ${columns.map((column) => `${column} = ${column} - make_interval(secs => $1)`)}`,
          ),
          `UPDATE {audit} SET at = at - make_interval(secs => $1), id = ${movedId}`,
        ],
        [seconds],
      ),
    // Transactions of other tests on this server hold the log up.
    settled: async () => {
      const [{ id }] = await dataSource.query('SELECT pg_current_xact_id()::text AS id');
      const haveEnded = 'SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS "haveEnded"';
      while (!(await dataSource.query(haveEnded, [id]))[0].haveEnded) await pause(5);
    },
    dispose: async () => {},
  };
}
