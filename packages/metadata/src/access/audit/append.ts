import type { AuditEvent } from '@lading/core';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { rowOf } from './audit-row.js';
import { storableJson } from './storable-json.js';

/** Events of one statement have one time, and their places in their ids. */
const append = statement(
  'append-to-audit',
  `WITH now AS MATERIALIZED (SELECT clock_timestamp() AS at)
   INSERT INTO {audit} (id, at, action, outcome, actor_kind, actor_name, credential, rule, repository, target, address,
     user_agent, request_id, detail)
   SELECT {uuid_v7}(now.at, e.place), now.at, e.action, e.outcome, e.actor_kind, e.actor_name, e.credential, e.rule,
     e.repository, e.target, e.address, e.user_agent, e.request_id, e.detail
   FROM now, ROWS FROM (json_to_recordset($1::json) AS (action text, outcome text, actor_kind text, actor_name text,
       credential text, rule text, repository text, target text, address text, user_agent text, request_id text,
       detail jsonb))
     WITH ORDINALITY AS e (action, outcome, actor_kind, actor_name, credential, rule, repository, target, address,
       user_agent, request_id, detail, place)`,
);

export async function appendToAudit(database: Database, events: readonly AuditEvent[]): Promise<void> {
  if (events.length > 0) await database.transaction(async (transaction) => transaction.send(append, valuesOf(events)));
}

/** Appends in the transaction of a change. */
export async function appendInChange(
  manager: EntityManager,
  qualify: (text: string) => string,
  events: readonly AuditEvent[],
): Promise<void> {
  if (events.length > 0) await manager.query(qualify(append.text), valuesOf(events));
}

function valuesOf(events: readonly AuditEvent[]): [json: string] {
  return [storableJson(events.map(rowOf))];
}
