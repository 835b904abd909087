import { type AccessRecord, AccessStoreError, type ChangeableRecords, type NewRecord } from '@lading/core';
import type {
  DeepPartial,
  EntityManager,
  EntitySchema,
  EntitySchemaEmbeddedColumnOptions,
  FindOptionsWhere,
} from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { recordColumns } from '../entities/record-columns.js';
import { isUuid } from '../records/is-uuid.js';
import { recordOf } from '../records/record-of.js';
import { keptChanges } from '../state/kept-changes.js';
import type { ChangeSteps } from './change-steps.js';

/** The transaction of a change. */
export interface RunningChange {
  readonly manager: EntityManager;
  /** Puts the schema into a statement. */
  readonly qualify: (text: string) => string;
  readonly steps: ChangeSteps;
  /** The time of the change, by the clock of the database. */
  readonly now: Date;
  /** The version of the state after the change. Readers find the rows of the change by it. */
  readonly version: number;
}

/** Records a deletion for readers, and forgets old ones. A reader with a version older than these reads everything. */
const recordDeletion = `WITH old AS (DELETE FROM {access_deletions} WHERE change < $1::bigint - ${keptChanges})
  INSERT INTO {access_deletions} (change, id) VALUES ($1, $2)`;

export interface RecordKind<Record extends AccessRecord> {
  readonly entity: EntitySchema<Record>;
  /** The members that no two records may share. */
  readonly unique?: readonly (keyof Record & string)[];
  /** The members that a change does not set. */
  readonly kept?: readonly (keyof Record)[];
}

type EmbeddedParts = { readonly [member: string]: EntitySchemaEmbeddedColumnOptions };

/** The records of one kind within a change. No other change runs, so a record that was read stays the same until it is written. */
export class PostgresChangeableRecords<Record extends AccessRecord> implements ChangeableRecords<Record> {
  constructor(
    private readonly change: RunningChange,
    private readonly kind: RecordKind<Record>,
  ) {}

  find(id: string): Promise<Record | undefined> {
    return this.change.steps.run(() => this.#find(id));
  }

  insert(record: NewRecord<Record>): Promise<Record> {
    return this.change.steps.run(async () => {
      await this.#requireFree(record as Partial<Record>);
      const { manager, now, version: change } = this.change;
      const row = { ...this.#columnsOf(record), version: 1, createdAt: now, updatedAt: now, change };
      const { identifiers } = await manager.insert(this.kind.entity, row as QueryDeepPartialEntity<Record>);
      return this.#require(identifiers[0]?.id);
    });
  }

  replace(record: Record): Promise<Record> {
    return this.change.steps.run(async () => {
      const { version } = await this.#require(record.id);
      if (version !== record.version) throw new AccessStoreError('STALE', 'the record was changed meanwhile');
      await this.#requireFree(record, record.id);
      const { manager, now, version: change } = this.change;
      const row = { ...this.#columnsOf(record), version: version + 1, updatedAt: now, change };
      await manager.update(this.kind.entity, record.id, row as QueryDeepPartialEntity<Record>);
      return this.#require(record.id);
    });
  }

  delete(id: string): Promise<void> {
    return this.change.steps.run(async () => {
      await this.#require(id);
      const { manager, qualify, version } = this.change;
      await manager.delete(this.kind.entity, id);
      await manager.query(qualify(recordDeletion), [version, id]);
    });
  }

  async #find(id: string): Promise<Record | undefined> {
    if (!isUuid(id)) return undefined;
    const found = await this.change.manager.findOneBy(this.kind.entity, { id } as FindOptionsWhere<Record>);
    return found === null ? undefined : recordOf(found);
  }

  async #require(id: string): Promise<Record> {
    const found = await this.#find(id);
    if (found === undefined) throw new AccessStoreError('ABSENT', 'there is no such record');
    return found;
  }

  async #requireFree(record: Partial<Record>, ownId?: string): Promise<void> {
    const { entity, unique = [] } = this.kind;
    for (const member of unique) {
      if (record[member] === undefined) continue;
      const where = { [member]: record[member] } as FindOptionsWhere<Record>;
      const found = await this.change.manager.findOneBy(entity, where);
      if (found !== null && found.id !== ownId) throw new AccessStoreError('TAKEN', `the ${member} is in use`);
    }
  }

  /** The columns that a change sets. A member that is absent becomes NULL. */
  #columnsOf(record: object): DeepPartial<Record> {
    const { entity, kept = [] } = this.kind;
    const { columns } = entity.options;
    const embeddeds: EmbeddedParts = entity.options.embeddeds ?? {};
    const own: readonly PropertyKey[] = [...Object.keys(recordColumns), ...kept];
    const members = Object.keys(columns).filter((member) => !own.includes(member));
    return Object.fromEntries([
      ...members.map((member) => [member, Reflect.get(record, member) ?? null]),
      ...Object.entries(embeddeds).map(([member, part]) => [member, Reflect.get(record, member) ?? emptyPart(part)]),
    ]) as DeepPartial<Record>;
  }
}

/** An embedded part that a record does not have: each of its columns is NULL. */
function emptyPart({ schema }: EntitySchemaEmbeddedColumnOptions): Readonly<Record<string, null>> {
  return Object.fromEntries(Object.keys(schema.options.columns).map((column) => [column, null]));
}
