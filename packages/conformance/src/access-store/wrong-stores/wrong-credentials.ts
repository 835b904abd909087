import { decorate } from '@lading/core';
import { type WrongAccessStore, wrongChange, wrongStore } from './wrong-access-store.js';

export const wrongCredentials: readonly WrongAccessStore[] = [
  wrongStore('finds no credential that is over', ['credential/secret'], (store) => ({
    credentials: {
      findBySecret: async (hash) => {
        const found = await store.credentials.findBySecret(hash);
        return found?.revokedAt === undefined ? found : undefined;
      },
    },
  })),
  wrongStore('takes a robot for the user of its name', ['credential/owner'], (store) => ({
    credentials: {
      listOf: async ({ name }) => [
        ...(await store.credentials.listOf({ kind: 'user', name })),
        ...(await store.credentials.listOf({ kind: 'robot', name })),
      ],
    },
  })),
  wrongStore('does not record the use of credentials', ['credential/use'], () => ({
    credentials: { use: async () => undefined },
  })),
  wrongStore('counts the use of a credential as a change', ['credential/use-is-no-change'], (store) => ({
    credentials: {
      use: async (ids) => {
        await store.credentials.use(ids);
        await store.change(async () => undefined);
      },
    },
  })),
  wrongChange(
    'forgets the last use of a credential that is replaced',
    ['credential/use-and-replace'],
    ({ credentials }) => ({
      credentials: decorate(credentials, {
        replace: async (record) => ({ ...(await credentials.replace(record)), lastUsedAt: record.lastUsedAt }),
      }),
    }),
  ),
];
