import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

/** Finds nothing while the log has only changes of this cluster: its newest transaction is not older than any of them. */
const findForeign = statement<{ last: string }>(
  'find-changes-of-another-cluster',
  `SELECT max(horizon) AS last FROM {changes}
   HAVING max(horizon) >= {change_number}(pg_snapshot_xmax(pg_current_snapshot()))`,
);

/**
 * Continues a log that was restored from another PostgreSQL cluster, in which transactions had higher ids. New changes get
 * higher numbers than all restored ones, so readers continue where they were. Without this, readers would wait until the
 * ids of this cluster reach those of the other.
 */
export async function continueChanges(database: Database): Promise<void> {
  const [foreign] = await database.query(findForeign, []);
  if (foreign === undefined) return;
  const text = `CREATE OR REPLACE FUNCTION {change_number}(transaction xid8) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $1::text::bigint + ${foreign.last}'`;
  await database.transaction(async (transaction) => transaction.send({ text }, []));
}
