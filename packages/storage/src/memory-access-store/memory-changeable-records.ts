import { isDeepStrictEqual } from 'node:util';
import { type AccessRecord, AccessStoreError, type ChangeableRecords, type NewRecord } from '@lading/core';
import type { Table } from './access-tables.js';
import { copyOf } from './copy-of.js';

/** The time of a change, and ids for its new records. */
export interface ChangeTime {
  readonly now: Date;
  readonly newId: () => string;
}

/** The records of one kind within a change, which has a table of its own. */
export class MemoryChangeableRecords<Record extends AccessRecord> implements ChangeableRecords<Record> {
  readonly #table: Table<Record>;
  readonly #at: ChangeTime;
  readonly #unique: readonly (keyof Record)[];
  readonly #kept: readonly (keyof Record)[];

  /**
   * @param unique the members that no two records may share
   * @param kept the members that `replace` does not change
   */
  constructor(
    table: Table<Record>,
    at: ChangeTime,
    unique: readonly (keyof Record)[] = [],
    kept: readonly (keyof Record)[] = [],
  ) {
    this.#table = table;
    this.#at = at;
    this.#unique = unique;
    this.#kept = ['createdAt', ...kept];
  }

  async find(id: string): Promise<Record | undefined> {
    return this.#table.get(id);
  }

  async insert(record: NewRecord<Record>): Promise<Record> {
    const { now, newId } = this.#at;
    const added = { ...record, id: newId(), version: 1, createdAt: now, updatedAt: now };
    return this.#store(added as unknown as Record);
  }

  async replace(record: Record): Promise<Record> {
    const stored = this.#require(record.id);
    if (stored.version !== record.version) throw new AccessStoreError('STALE', 'the record was changed meanwhile');
    const kept = Object.fromEntries(this.#kept.map((member) => [member, stored[member]]));
    return this.#store({ ...record, ...kept, version: record.version + 1, updatedAt: this.#at.now });
  }

  async delete(id: string): Promise<void> {
    this.#require(id);
    this.#table.delete(id);
  }

  #require(id: string): Record {
    const found = this.#table.get(id);
    if (found === undefined) throw new AccessStoreError('ABSENT', 'there is no such record');
    return found;
  }

  #requireFree(record: Record, member: keyof Record): void {
    const value = record[member];
    if (value === undefined) return;
    for (const other of this.#table.values())
      if (other.id !== record.id && isDeepStrictEqual(other[member], value))
        throw new AccessStoreError('TAKEN', `the ${String(member)} is in use`);
  }

  #store(record: Record): Record {
    for (const member of this.#unique) this.#requireFree(record, member);
    const stored = copyOf(record);
    this.#table.set(stored.id, stored);
    return stored;
  }
}
