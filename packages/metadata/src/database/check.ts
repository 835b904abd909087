import { isRegistryError } from '@lading/core';
import { sqlStateOf, unavailableBecause } from '../connection/failure.js';
import { answered } from './answered.js';
import type { Database } from './database.js';
import { statement } from './statement.js';
import type { Transaction } from './transaction.js';

const checkMilliseconds = 2000;

/** `temp_file_limit` is too low for this test, which says nothing about the disk. */
const limitedByConfiguration = '53400';

interface SessionState {
  readonly readOnly: boolean;
  readonly user: string;
  readonly missing: string | null;
}

/** Assigns a transaction id, if the server is not a standby: a server without free ids accepts no changes. */
const findObstacles = statement<SessionState>(
  'find-obstacles',
  `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "readOnly", current_user AS "user",
     (SELECT string_agg(privilege || ' on ' || name, ', ')
      FROM unnest($1::text[]) AS name, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS privilege
      WHERE NOT has_table_privilege(name, privilege)) AS missing,
     CASE WHEN NOT pg_is_in_recovery() THEN pg_current_xact_id()::text END`,
);

const sortOnDisk = statement('sort-on-disk', `SELECT set_config('work_mem', '64kB', true)`);

/** Writes 1 MB to a temporary file, which leaves no row and no WAL: without room for it, no table could grow either. */
const writeToDisk = statement(
  'write-to-disk',
  `SELECT count(*) FROM (SELECT i, repeat('x', 1000) AS text FROM generate_series(1, 1000) i ORDER BY i DESC OFFSET 1) s
   WHERE text <> ''`,
);

/** Resolves if the server answers soon and accepts all changes of a push. */
export async function check(database: Database, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await answered(tryOut(database), checkMilliseconds, signal);
}

async function tryOut(database: Database): Promise<void> {
  try {
    await database.transaction((transaction) => requireNoObstacle(transaction, database.tables), { lasts: false });
  } catch (error) {
    if (!isRegistryError(error) || sqlStateOf(error.cause) !== limitedByConfiguration) throw error;
  }
}

async function requireNoObstacle(transaction: Transaction, tables: readonly string[]): Promise<void> {
  const [state] = await transaction.query(findObstacles, [tables]);
  if (state?.readOnly)
    throw unavailableBecause(new Error('the server accepts no changes: it is read-only or a standby'));
  if (state !== undefined && state.missing !== null)
    throw unavailableBecause(new Error(`the role ${state.user} lacks privileges: ${state.missing}`));
  transaction.send(sortOnDisk, []);
  await transaction.query(writeToDisk, []);
}
