import { briefly } from '../../database/briefly.js';
import type { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import type { Transaction } from '../../database/transaction.js';

/** The number of coming months that have partitions. */
const monthsAhead = 3;

interface Partition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

const name = `'audit_' || to_char(m AT TIME ZONE 'UTC', 'YYYYMM')`;
const nextMonth = `(m AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'`;

const lockDefault = statement('lock-default-audit', 'LOCK TABLE {audit_default} IN ACCESS EXCLUSIVE MODE');

/** Months without a partition. A month that already has entries in the default partition gets none. */
const findMissing = statement<Partition>(
  'find-missing-months',
  `SELECT ${name} AS name, {first_uuid}(m) AS "from", {first_uuid}(${nextMonth}) AS "to"
   FROM generate_series(0, ${monthsAhead}) AS n,
     LATERAL (SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month') AT TIME ZONE 'UTC') AS months (m)
   WHERE NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
       WHERE i.inhparent = $1::regclass AND p.relname = ${name})
     AND NOT EXISTS (SELECT FROM {audit_default} a
       WHERE a.id >= {first_uuid}(m) AND a.id < {first_uuid}(${nextMonth}))
   ORDER BY m`,
);

/** Months that ended long ago. */
const findOld = statement<{ name: string }>(
  'find-old-months',
  `SELECT p.relname AS name FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
   WHERE i.inhparent = $1::regclass AND CASE WHEN p.relname ~ '^audit_[0-9]+$'
     THEN (to_date(right(p.relname, 6), 'YYYYMM')::timestamp + interval '1 month') AT TIME ZONE 'UTC'
       <= now() - make_interval(secs => $2) END`,
);

/** Finds a row if the default partition has entries, and all of them are old. */
const findOldDefault = statement<unknown>(
  'find-old-default-audit',
  `SELECT FROM {audit_default} HAVING max(at) <= now() - make_interval(secs => $1)`,
);

/** Creates the partitions of the coming months, and drops what is older than `keepSeconds`, a whole partition at a time. */
export async function keepAuditPartitions(database: Database, keepSeconds: number): Promise<void> {
  await createAuditPartitions(database);
  const old = await database.query(findOld, [database.nameOf('audit'), keepSeconds]);
  for (const partition of old) await briefly(database, async (transaction) => drop(transaction, partition.name));
  const [oldDefault] = await database.query(findOldDefault, [keepSeconds]);
  if (oldDefault !== undefined) await briefly(database, (transaction) => replaceDefault(transaction, keepSeconds));
}

/** Creates the partitions of this month and of the coming ones. */
export async function createAuditPartitions(database: Database): Promise<void> {
  const missing = await database.query(findMissing, [database.nameOf('audit')]);
  for (const _ of missing) await briefly(database, (transaction) => createNext(database, transaction));
}

async function createNext(database: Database, transaction: Transaction): Promise<void> {
  transaction.send(lockDefault, []);
  const [next] = await transaction.query(findMissing, [database.nameOf('audit')]);
  if (next === undefined) return;
  transaction.send({ text: `CREATE TABLE {${next.name}} (LIKE {audit} INCLUDING DEFAULTS)` }, []);
  protect(transaction, next.name);
  const bounds = `FOR VALUES FROM ('${next.from}') TO ('${next.to}')`;
  transaction.send({ text: `ALTER TABLE {audit} ATTACH PARTITION {${next.name}} ${bounds}` }, []);
}

/** The default partition gets entries of months that had none, such as changes from before the audit. Its entries go together. */
async function replaceDefault(transaction: Transaction, keepSeconds: number): Promise<void> {
  transaction.send(lockDefault, []);
  const [old] = await transaction.query(findOldDefault, [keepSeconds]);
  if (old === undefined) return;
  drop(transaction, 'audit_default');
  transaction.send({ text: 'CREATE TABLE {audit_default} PARTITION OF {audit} DEFAULT' }, []);
  protect(transaction, 'audit_default');
}

/** Nobody may change entries, also not of a partition that is named directly. */
function protect(transaction: Transaction, partition: string): void {
  transaction.send(
    {
      text: `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {${partition}}
        FOR EACH STATEMENT EXECUTE FUNCTION {refuse_change_of_audit}()`,
    },
    [],
  );
}

function drop(transaction: Transaction, partition: string): void {
  transaction.send({ text: `DROP TABLE IF EXISTS {${partition}}` }, []);
}
