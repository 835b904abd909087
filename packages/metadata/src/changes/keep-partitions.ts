import { briefly } from '../database/briefly.js';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';

/** The number of coming weeks that have partitions. */
const weeksAhead = 4;
const week = `interval '168 hours'`;
/** A form of dates that does not depend on the time zone and the `DateStyle` of the session. */
const utc = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;

/** Rows of the default partition that one statement deletes. */
const batchSize = 5000;

interface Partition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

const lockDefault = statement('lock-default-changes', 'LOCK TABLE {changes_default} IN ACCESS EXCLUSIVE MODE');

/** Weeks without a partition. A week that already has changes in the default partition gets none. */
const findMissing = statement<Partition>(
  'find-missing-partitions',
  `SELECT 'changes_' || to_char(w AT TIME ZONE 'UTC', 'YYYYMMDD') AS name, to_char(w AT TIME ZONE 'UTC', ${utc}) AS "from",
     to_char((w + ${week}) AT TIME ZONE 'UTC', ${utc}) AS "to"
   FROM generate_series(date_trunc('week', now(), 'UTC'), now() + ${weeksAhead} * ${week}, ${week}) AS w
   WHERE NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
       WHERE i.inhparent = $1::regclass AND p.relname = 'changes_' || to_char(w AT TIME ZONE 'UTC', 'YYYYMMDD'))
     AND NOT EXISTS (SELECT FROM {changes_default} c WHERE c.at >= w AND c.at < w + ${week})`,
);

const findOld = statement<{ name: string }>(
  'find-old-partitions',
  `SELECT p.relname AS name FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
   WHERE i.inhparent = $1::regclass AND CASE WHEN p.relname ~ '^changes_[0-9]+$'
     THEN to_date(right(p.relname, 8), 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC' + ${week}
       <= now() - make_interval(secs => $2) END`,
);

const deleteOld = statement<unknown>(
  'delete-old-changes',
  `DELETE FROM {changes_default} WHERE ctid = ANY (ARRAY (
     SELECT ctid FROM {changes_default} WHERE at <= now() - make_interval(secs => $1) LIMIT ${batchSize})) RETURNING 1`,
);

/**
 * Creates the partitions of the coming weeks, and drops those of weeks that ended more than `keepSeconds` ago. A change that
 * has no partition goes to the default one, whose old rows are deleted.
 */
export async function keepPartitions(database: Database, keepSeconds: number): Promise<void> {
  await createPartitions(database);
  const old = await database.query(findOld, [database.nameOf('changes'), keepSeconds]);
  for (const { name } of old) await briefly(database, (transaction) => drop(transaction, name));
  while ((await database.transaction((queries) => queries.query(deleteOld, [keepSeconds]))).length > 0);
}

/** Creates the partitions of this week and of the coming ones. */
export async function createPartitions(database: Database): Promise<void> {
  const missing = await database.query(findMissing, [database.nameOf('changes')]);
  for (const _ of missing) await briefly(database, (transaction) => createNext(database, transaction));
}

/** One for each lock: while it is held, the server reads the whole default partition, and pushes may wait for it. */
async function createNext(database: Database, transaction: Transaction): Promise<void> {
  transaction.send(lockDefault, []);
  const [next] = await transaction.query(findMissing, [database.nameOf('changes')]);
  if (next !== undefined) create(transaction, next);
}

/** Creates and attaches a partition in two steps: `CREATE TABLE … PARTITION OF` would block pushes. */
function create(transaction: Transaction, { name, from, to }: Partition): void {
  transaction.send({ text: `CREATE TABLE {${name}} (LIKE {changes} INCLUDING DEFAULTS)` }, []);
  transaction.send(
    { text: `ALTER TABLE {changes} ATTACH PARTITION {${name}} FOR VALUES FROM ('${from}') TO ('${to}')` },
    [],
  );
}

async function drop(transaction: Transaction, name: string): Promise<void> {
  transaction.send({ text: `DROP TABLE IF EXISTS {${name}}` }, []);
}
