import assert from 'node:assert/strict';
import type { AccessState, AccessStore } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { add, credentialOf, groupOf, insert, type RecordKind, robotOf, ruleOf, trustOf, userOf } from './content.js';

/** More records than any case has. */
const everything = 1000;

/** The records that the state must have, read from the lists of the store. */
async function listed(store: AccessStore): Promise<Omit<AccessState, 'version' | 'stamp' | 'now'>> {
  const all = { limit: everything };
  const { items: users } = await store.users.list(all);
  const { items: credentials } = await store.credentials.list(all);
  return {
    users: users.map(({ passwordHash, ...user }) => user),
    groups: (await store.groups.list(all)).items,
    robots: (await store.robots.list(all)).items,
    credentials: credentials
      .filter(({ revokedAt }) => revokedAt === undefined)
      .map(({ secretHash, lastUsedAt, ...credential }) => credential),
    rules: (await store.rules.list(all)).items,
    trusts: (await store.trusts.list(all)).items,
  };
}

async function haveTheState(stores: readonly AccessStore[]): Promise<void> {
  for (const store of stores) {
    const { version, stamp, now, ...records } = await store.readState();
    assert.deepEqual(records, await listed(store));
  }
}

const made = {
  users: (name: string) => userOf(name, { passwordHash: 'hash' }),
  groups: (name: string) => groupOf(name, ['ann']),
  robots: robotOf,
  credentials: (name: string) => credentialOf(`hash of ${name}`),
  rules: (name: string) => ruleOf([`user:${name}`]),
  trusts: trustOf,
} as const;

const kinds = Object.keys(made) as RecordKind[];

/** Each case reads the state before and after each change, to check stores that remember the state that they have read. */
export const laterStates = [
  accessStoreCase(
    'state/later',
    'has the records that later changes write, and none that they delete',
    async ({ store, replica }) => {
      const stores = [store, replica];
      await haveTheState(stores);
      for (const kind of kinds) {
        const kept = await add(replica, kind, made[kind](`m-${kind}`) as never);
        await haveTheState(stores);
        await add(store, kind, made[kind](`a-${kind}`) as never);
        const gone = await add(replica, kind, made[kind](`z-${kind}`) as never);
        await haveTheState(stores);
        await replica.change(async (change) => {
          await change[kind].replace({ ...kept, description: 'changed' } as never);
        });
        await haveTheState(stores);
        await replica.change((change) => change[kind].delete(gone.id));
        await haveTheState(stores);
        await replica.change(async (change) => {
          await change[kind].delete(kept.id);
          await insert(change, kind, made[kind](`b-${kind}`) as never);
        });
        await haveTheState(stores);
      }
    },
  ),
  accessStoreCase('state/revoked', 'has no credential that was revoked later', async ({ store, replica }) => {
    const credential = await add(replica, 'credentials', credentialOf('revoked'));
    await add(replica, 'credentials', credentialOf('kept'));
    await haveTheState([store, replica]);
    await replica.change(({ credentials, now }) => credentials.replace({ ...credential, revokedAt: now }));
    await haveTheState([store, replica]);
    assert.equal((await store.readState()).credentials.length, 1);
  }),
  accessStoreCase(
    'state/undone',
    'has nothing of a change that was undone, even if that change has read the state',
    async ({ store, replica }) => {
      const ann = await add(store, 'users', userOf('ann'));
      await haveTheState([store, replica]);
      const failing = store.change(async ({ users, readState }) => {
        await users.insert(userOf('ben'));
        await users.delete(ann.id);
        assert.deepEqual(
          (await readState()).users.map(({ name }) => name),
          ['ben'],
        );
        throw new Error('changed my mind');
      });
      await assert.rejects(failing);
      await haveTheState([store, replica]);
      await add(replica, 'users', userOf('cay'));
      await haveTheState([store, replica]);
      const inside = await store.change(async ({ readState }) => (await readState()).users.map(({ name }) => name));
      assert.deepEqual(inside, ['ann', 'cay']);
    },
  ),
];
