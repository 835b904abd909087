import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createAuditPartitions } from './access/audit/keep-partitions.js';
import { continueChanges } from './changes/continue-changes.js';
import { createPartitions } from './changes/keep-partitions.js';
import { Database } from './database/database.js';
import { poolOf } from './database/pool-of.js';
import { quote } from './database/qualify.js';
import { schemaOf } from './database/schema-of.js';

/**
 * Brings the tables of a registry up to date, and makes their schema if need be. Prepares the log of changes and
 * the audit. Replicas may start together: one migrates and the others wait for it. Connects the data source if it is not.
 * @returns the names of the migrations that were applied
 * @throws Error if the tables were migrated by a newer version, and nothing was changed
 */
export async function migrateRegistry(dataSource: DataSource): Promise<readonly string[]> {
  if (!dataSource.isInitialized) await dataSource.initialize();
  return withMigrationLock(dataSource, async () => {
    await createSchema(dataSource);
    await refuseNewerTables(dataSource);
    const applied = await dataSource.runMigrations();
    await prepareLogs(new Database(dataSource, databaseOptions));
    return applied.map(({ name }) => name);
  });
}

const databaseOptions = { preparedStatements: false, timeoutSeconds: 60, lockTimeoutSeconds: 5 };

async function prepareLogs(database: Database): Promise<void> {
  await continueChanges(database);
  await createPartitions(database);
  await createAuditPartitions(database);
}

/** Without time limits: a replica may wait long for the one that migrates, and holds the lock during its migrations. */
const beginWithoutLimits = `BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = 0`;

/**
 * Holds an advisory lock in a transaction of a connection of its own: the server lets go of it when that ends, however it
 * ends, and a pooler does not move it elsewhere.
 */
async function withMigrationLock<Result>(dataSource: DataSource, work: () => Promise<Result>): Promise<Result> {
  const { options } = poolOf(dataSource);
  // The pool makes the password non-enumerable, so the spread does not copy it.
  const client = new pg.Client({ ...options, password: options.password });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(beginWithoutLimits);
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`lading:${schemaOf(dataSource)}`]);
    return await work();
  } finally {
    await client.end();
  }
}

/** Asked first: a role that may not create schemas may still use one. */
async function createSchema(dataSource: DataSource): Promise<void> {
  const schema = schemaOf(dataSource);
  const [found] = await dataSource.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found === undefined) await dataSource.query(`CREATE SCHEMA ${quote(schema)}`);
}

async function refuseNewerTables(dataSource: DataSource): Promise<void> {
  const table = `${quote(schemaOf(dataSource))}."migrations"`;
  const [{ found }] = await dataSource.query('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  const applied: { name: string }[] = found ? await dataSource.query(`SELECT name FROM ${table} ORDER BY id`) : [];
  const known = new Set(dataSource.migrations.map(({ name }) => name));
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0)
    throw new Error(
      `the schema ${schemaOf(dataSource)} was migrated by a newer version of Lading (${unknown.join(', ')}): start that version`,
    );
}
