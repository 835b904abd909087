import { randomUUID } from 'node:crypto';
import {
  type AccessChange,
  type AccessRecord,
  type AccessStore,
  AccessStoreError,
  type ChangeableRecords,
  decorate,
  RegistryError,
} from '@lading/core';
import { kinds } from '../content.js';
import { type Replacements, type WrongAccessStore, wrongChange, wrongStore } from './wrong-access-store.js';

type AnyRecords = ChangeableRecords<AccessRecord>;

/** A store whose changes have wrong methods for the records of every kind. */
function wrongRecord(
  fault: string,
  caughtBy: readonly string[],
  replace: (records: AnyRecords) => Partial<AnyRecords>,
): WrongAccessStore {
  return wrongChange(fault, caughtBy, (change) => {
    const wrong = kinds.map((kind) => {
      const records = change[kind] as unknown as AnyRecords;
      return [kind, decorate(records, replace(records))];
    });
    return Object.fromEntries(wrong) as Partial<AccessChange>;
  });
}

function ignoring(code: AccessStoreError['code'], error: unknown): undefined {
  if (!(error instanceof AccessStoreError) || error.code !== code) throw error;
}

/** The members of all kinds, from one that gives them for each kind. */
function everyKind(
  replace: (store: AccessStore, kind: (typeof kinds)[number]) => object,
): (store: AccessStore) => Replacements {
  return (store) => Object.fromEntries(kinds.map((kind) => [kind, replace(store, kind)])) as Replacements;
}

export const wrongRecords: readonly WrongAccessStore[] = [
  wrongRecord('forgets descriptions', ['record/insert', 'record/replace'], (records) => ({
    insert: (record) => records.insert({ ...record, description: undefined } as never),
    replace: async (record) => ({ ...(await records.replace(record)), createdAt: new Date(0) }),
  })),
  wrongStore(
    'cannot look for an id that is no UUID',
    ['record/absent'],
    everyKind((store, kind) => ({
      find: async (id: string) => {
        if (id.length !== 36) throw new RegistryError('UNAVAILABLE', 'invalid input syntax for type uuid');
        return store[kind].find(id);
      },
    })),
  ),
  wrongRecord('keeps members that a replacement leaves out', ['record/replace'], (records) => ({
    replace: async (record) => records.replace({ ...(await records.find(record.id)), ...record }),
  })),
  wrongRecord('replaces a record whatever its version', ['record/stale'], (records) => ({
    replace: async (record) => {
      const stored = await records.find(record.id);
      return records.replace({ ...record, version: stored?.version ?? record.version });
    },
  })),
  wrongRecord('deletes nothing', ['record/delete', 'name/again', 'change/own-work'], () => ({
    delete: async () => undefined,
  })),
  wrongRecord(
    'accepts the deletion of a record that is absent',
    ['record/change-absent', 'change/after-an-error'],
    (records) => ({
      delete: (id) => records.delete(id).catch((error) => ignoring('ABSENT', error)),
    }),
  ),
  wrongRecord('refuses text that PostgreSQL does not store', ['record/any-text'], (records) => ({
    insert: async (record) => {
      if (JSON.stringify(record).includes('\\u0000')) throw new RegistryError('UNAVAILABLE', 'invalid byte sequence');
      return records.insert(record);
    },
  })),
  wrongRecord('gives random ids', ['record/ids'], (records) => ({
    insert: async (record) => {
      const inserted = await records.insert(record);
      const random = (Number.MAX_SAFE_INTEGER - inserted.createdAt.getTime()).toString().slice(-8);
      return { ...inserted, id: `${random}-${randomUUID().slice(9)}` };
    },
  })),
];

/** Gives the record that has the name already. */
function insertAgain(store: AccessStore): (change: AccessChange) => Partial<AccessChange> {
  return ({ users }) => ({
    users: decorate(users, {
      insert: async (record) => {
        try {
          return await users.insert(record);
        } catch (error) {
          ignoring('TAKEN', error);
          const { items } = await store.users.list({ limit: 1 });
          return items[0] ?? { ...record, id: '', version: 1, createdAt: new Date(), updatedAt: new Date() };
        }
      },
    }),
  });
}

export const wrongNames: readonly WrongAccessStore[] = [
  wrongChange(
    'accepts a name that is in use',
    ['name/taken', 'race/name', 'change/after-an-error', 'change/uncaught-error', 'change/steps-at-once'],
    (change, store) => insertAgain(store)(change),
  ),
  wrongChange('refuses the own name of a record', ['name/change', 'change/own-work'], ({ users }) => ({
    users: decorate(users, {
      replace: async (record) => {
        const stored = await users.find(record.id);
        if (stored?.name === record.name) throw new AccessStoreError('TAKEN', 'the name is in use');
        return users.replace(record);
      },
    }),
  })),
  wrongChange('lets two users have one identity', ['name/identity'], ({ users }) => {
    const unknown = <Given extends { readonly identity?: unknown }>({ identity, ...record }: Given) => record;
    const withIdentity = (record: Awaited<ReturnType<typeof users.insert>>, identity: typeof record.identity) => ({
      ...record,
      ...(identity && { identity }),
    });
    return {
      users: decorate(users, {
        insert: async (record) => withIdentity(await users.insert(unknown(record)), record.identity),
        replace: async (record) => withIdentity(await users.replace(unknown(record)), record.identity),
      }),
    };
  }),
  wrongStore('finds names in any case', ['name/find'], (store) => ({
    users: { findByName: (name) => store.users.findByName(name.toLowerCase()) },
  })),
];
