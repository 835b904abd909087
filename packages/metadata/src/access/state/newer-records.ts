import type { AccessRecord } from '@lading/core';
import { type EntityManager, type EntitySchema, type FindOptionsWhere, MoreThan } from 'typeorm';
import { recordOf } from '../records/record-of.js';

/** The changes since a reader has read the state. */
export interface News<Kind extends string> {
  /** The version that the reader has. */
  readonly since: number;
  /** The version in which the last record of each kind was written. */
  readonly last: Readonly<Record<Kind, number>>;
  /** The ids of the records that were deleted after it. */
  readonly deleted: ReadonlySet<string>;
}

type KeyedRecord = AccessRecord & { readonly name?: string };

/**
 * Returns a function that makes the current list of one kind from the records that a reader has and the rows that were written
 * later. If nothing has changed, it returns the same list object. `shown` returns the part of a record that belongs to the state,
 * or `undefined` if the state does not have the record.
 */
export function newerRecords<Kind extends string>(manager: EntityManager, { since, last, deleted }: News<Kind>) {
  return async <Stored extends KeyedRecord, Shown extends KeyedRecord>(
    kind: Kind,
    entity: EntitySchema<Stored>,
    known: readonly Shown[],
    shown: (record: Stored) => Shown | undefined,
  ): Promise<readonly Shown[]> => {
    const isLater = { change: MoreThan(since) } as unknown as FindOptionsWhere<Stored>;
    const written = last[kind] > since ? await manager.find(entity, { where: isLater }) : [];
    const replaced = new Set([...deleted, ...written.map(({ id }) => id)]);
    if (replaced.size === 0) return known;
    const kept = known.filter(({ id }) => !replaced.has(id));
    if (written.length === 0 && kept.length === known.length) return known;
    const newer = written.map((row) => shown(recordOf(row))).filter((record) => record !== undefined);
    return [...kept, ...newer].sort(byKey);
  };
}

function byKey(one: KeyedRecord, other: KeyedRecord): number {
  return (one.name ?? one.id) < (other.name ?? other.id) ? -1 : 1;
}
