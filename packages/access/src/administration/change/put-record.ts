import type { AccessRecord, ChangeableRecords, NewRecord } from '@lading/core';
import { changedMembers } from './changed-members.js';
import type { Written } from './expectation.js';
import type { GrantedChange } from './granted-change.js';

/** Which records are written, and what their events are called, such as `user`. */
interface RecordKind<Record extends AccessRecord> {
  readonly kind: string;
  readonly records: ChangeableRecords<Record>;
}

/** Creates a record or replaces one, with its event in the audit. The event names it by its name, or by its id. */
export async function putRecord<Record extends AccessRecord>(
  change: GrantedChange,
  { kind, records }: RecordKind<Record>,
  { found, values }: { found: Record | undefined; values: NewRecord<Record> },
): Promise<Written<Record>> {
  const record = found === undefined ? await records.insert(values) : await records.replace(replaced(found, values));
  const target = 'name' in record ? String(record.name) : record.id;
  change.audit(`${kind}.${found === undefined ? 'created' : 'changed'}`, target, changedMembers(found, record));
  return { record, isNew: found === undefined };
}

/** A member that the new values do not have is removed. */
function replaced<Record extends AccessRecord>(found: Record, values: NewRecord<Record>): Record {
  const { id, version, createdAt, updatedAt } = found;
  return { ...values, id, version, createdAt, updatedAt } as unknown as Record;
}
