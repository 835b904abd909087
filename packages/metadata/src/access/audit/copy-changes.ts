import { isSettled } from '../../changes/changes.js';
import type { Database } from '../../database/database.js';
import { locks } from '../../database/locks.js';
import { statement } from '../../database/statement.js';

interface Cursor {
  readonly horizon: string;
  readonly position: string;
}

/** Finds nothing while another replica copies. */
const lock = statement<Cursor>(
  'lock-audit-cursor',
  `SELECT horizon, position FROM {audit_cursor} ${locks.auditCursor.clause}`,
);

/** The columns of `changes` that only some kinds have are the detail. Its statement follows the lock, whose cursor it moves. */
const copy = statement<{ copied: number }>(
  'copy-changes',
  `WITH copied AS MATERIALIZED (
     SELECT c.* FROM {changes} c WHERE (c.horizon, c.position) > ($1, $2) AND ${isSettled}
     ORDER BY c.horizon, c.position LIMIT $3
   ), inserted AS (
     INSERT INTO {audit} (id, at, action, outcome, actor_kind, actor_name, credential, rule, repository, target, address,
       request_id, detail)
     SELECT {uuid_v7}(c.at, c.position), c.at, c.kind, 'done', c.actor_kind, left(c.actor_name, 512), c.credential, c.rule,
       c.repository, coalesce(c.tag, c.digest), c.address, c.request_id,
       nullif(jsonb_strip_nulls(CASE WHEN c.tag IS NOT NULL
         THEN jsonb_build_object('from', c.previous_digest, 'to', c.digest)
         ELSE jsonb_build_object('mediaType', c.media_type, 'size', c.size, 'artifactType', c.artifact_type,
           'subject', c.subject) END), '{}')
     FROM copied c
   ), last AS (SELECT horizon, position FROM copied ORDER BY horizon DESC, position DESC LIMIT 1
   ), moved AS (
     UPDATE {audit_cursor} u SET horizon = last.horizon, position = last.position FROM last
   )
   SELECT count(*)::int AS copied FROM copied`,
);

/** Copies the changes after the cursor in the order of the log, in one transaction with the cursor. */
export function copyChanges(database: Database, limit: number): Promise<number> {
  return database.transaction(async (transaction) => {
    const [cursor] = await transaction.query(lock, []);
    if (cursor === undefined) return 0;
    const [row] = await transaction.query(copy, [cursor.horizon, cursor.position, limit]);
    return row?.copied ?? 0;
  });
}
