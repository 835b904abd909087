import type { AuditEntry, AuditRequest, Page } from '@lading/core';
import { storableText } from '../../changes/storable-text.js';
import type { Database } from '../../database/database.js';
import { pageOf } from '../../database/page.js';
import type { Statement } from '../../database/statement.js';
import { rowId } from '../records/row-id.js';
import { type AuditRow, auditColumns, entryOf } from './audit-row.js';

/** Reads a page, the newest entry first. Ids are in the order of time, so a time is a bound of ids. */
export async function readAudit(database: Database, request: AuditRequest): Promise<Page<AuditEntry>> {
  const { limit, signal } = request;
  const [conditions, values] = conditionsOf(request);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const text = `SELECT ${auditColumns} FROM {audit} a ${where} ORDER BY a.id DESC LIMIT ${limit + 1}`;
  const read: Statement<AuditRow> = { text };
  return pageOf((await database.query(read, values, signal)).map(entryOf), { limit });
}

function conditionsOf({ after, filter = {} }: AuditRequest): [conditions: string[], values: unknown[]] {
  const values: unknown[] = [];
  const condition = (test: string, value: unknown) => {
    if (value === undefined) return [];
    values.push(value);
    return [test.replace('?', `$${values.length}`)];
  };
  const conditions = [
    ...condition('a.id < ?::uuid', after && rowId(after)),
    ...condition('a.id >= {first_uuid}(?)', filter.from),
    ...condition('a.id < {first_uuid}(?)', filter.to),
    ...condition('a.action = ?', filter.action && storableText(filter.action)),
    ...condition('a.actor_name = ?', filter.actor && storableText(filter.actor)),
    ...condition('a.repository = ?', filter.repository && storableText(filter.repository)),
    ...condition('a.outcome = ?', filter.outcome),
  ];
  return [conditions, values];
}
