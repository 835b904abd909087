import type { Page } from '../page.js';
import type { AccessRecord, NewRecord } from './access-records.js';

export interface RecordsRequest {
  /** The key of the last record that the reader has: the name of users, groups and robots, the id of others. */
  readonly after?: string | undefined;
  /** At least 1. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** Records of one kind: by name if they have one, otherwise by id. */
export interface Records<Record extends AccessRecord> {
  find(id: string): Promise<Record | undefined>;
  list(request: RecordsRequest): Promise<Page<Record>>;
}

/** Records within a change. An `AccessStoreError` leaves the change as it was before the call, and it may go on. */
export interface ChangeableRecords<Record extends AccessRecord> {
  find(id: string): Promise<Record | undefined>;
  /** @throws AccessStoreError `TAKEN` if the name, the secret or the identity is in use */
  insert(record: NewRecord<Record>): Promise<Record>;
  /**
   * Replaces the record that has this id, if it still has this version, and returns it with the next version.
   * @throws AccessStoreError `STALE` if it has another version, `ABSENT` if there is none, `TAKEN` as `insert`
   */
  replace(record: Record): Promise<Record>;
  /** @throws AccessStoreError `ABSENT` */
  delete(id: string): Promise<void>;
}
