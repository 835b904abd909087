import type { AccessRecord, AccessStore, Page, Records } from '@lading/core';
import { kinds } from '../content.js';
import { type Replacements, type WrongAccessStore, wrongStore } from './wrong-access-store.js';

/** More than any case has. */
const everything = 10_000;

function keyOf(record: AccessRecord & { readonly name?: string }): string {
  return record.name ?? record.id;
}

/** A store that lists the records of every kind wrongly. */
function wrongList(
  fault: string,
  caughtBy: readonly string[],
  list: (
    records: Records<AccessRecord>,
    request: { after?: string | undefined; limit: number },
  ) => Promise<Page<AccessRecord>>,
): WrongAccessStore {
  const replace = (store: AccessStore): Replacements =>
    Object.fromEntries(
      kinds.map((kind) => [
        kind,
        { list: (request: { limit: number }) => list(store[kind] as unknown as Records<AccessRecord>, request) },
      ]),
    );
  return wrongStore(fault, caughtBy, replace);
}

function pageAfter(all: readonly AccessRecord[], after: string | undefined, limit: number): Page<AccessRecord> {
  const rest = all.slice(after === undefined ? 0 : all.findIndex((record) => keyOf(record) === after) + 1);
  return { items: rest.slice(0, limit), hasMore: rest.length > limit };
}

export const wrongLists: readonly WrongAccessStore[] = [
  wrongList('lists names as people sort words', ['list/names'], async (records, { after, limit }) => {
    const { items } = await records.list({ limit: everything });
    return pageAfter(
      [...items].sort((one, other) => keyOf(one).localeCompare(keyOf(other))),
      after,
      limit,
    );
  }),
  wrongList('lists the newest record first', ['list/ids', 'list/names'], async (records, { after, limit }) => {
    const { items } = await records.list({ limit: everything });
    return pageAfter([...items].reverse(), after, limit);
  }),
  wrongList('starts again after a name that nothing has', ['list/after'], async (records, { after, limit }) => {
    const { items } = await records.list({ limit: everything });
    return pageAfter(items, after, limit);
  }),
  wrongList('lists for a signal that has fired', ['list/abort'], (records, { after, limit }) =>
    records.list({ after, limit }),
  ),
];
