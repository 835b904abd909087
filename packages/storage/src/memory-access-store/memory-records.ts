import type { AccessRecord, Page, Records, RecordsRequest } from '@lading/core';
import { firstOf } from '../memory-metadata-store/page-of.js';
import { byKey, keyOf } from './access-tables.js';

/** Reads the records of one kind, as of the last change. */
export class MemoryRecords<Record extends AccessRecord> implements Records<Record> {
  readonly #table: () => ReadonlyMap<string, Record>;

  constructor(table: () => ReadonlyMap<string, Record>) {
    this.#table = table;
  }

  async find(id: string): Promise<Record | undefined> {
    return this.#table().get(id);
  }

  async list({ after, limit, signal }: RecordsRequest): Promise<Page<Record>> {
    signal?.throwIfAborted();
    const following = this.select((record) => after === undefined || keyOf(record) > after);
    return firstOf(following, limit);
  }

  protected select(isWanted: (record: Record) => boolean): readonly Record[] {
    return byKey(this.#table().values()).filter(isWanted);
  }
}

/** Records that have a name. */
export class MemoryNamedRecords<Record extends AccessRecord & { readonly name: string }> extends MemoryRecords<Record> {
  async findByName(name: string): Promise<Record | undefined> {
    const [found] = this.select((record) => record.name === name);
    return found;
  }
}
