import assert from 'node:assert/strict';
import { type AccessStore, AccessStoreError } from '@lading/core';
import { raceReplicas } from '../race/race-replicas.js';
import { accessStoreCase } from './access-store-case.js';
import { add, groupOf, times, userOf } from './content.js';

/** Whether it resolves; it may reject with an `AccessStoreError` and nothing else. */
async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  try {
    await promise;
    return true;
  } catch (error) {
    assert.ok(error instanceof AccessStoreError, `rejects with an AccessStoreError at most, not ${error}`);
    return false;
  }
}

export const changeRaces = [
  accessStoreCase(
    'race/last-of-two',
    'never breaks a rule about the whole that changes look at',
    async ({ store, replica }) => {
      await raceReplicas({ replicas: [store, replica], rounds: 10 }, async ({ name, together }) => {
        const [one, other] = [
          await add(store, 'users', userOf(`a-${name}`)),
          await add(store, 'users', userOf(`b-${name}`)),
        ];
        const disable = (user: typeof one) => (on: AccessStore) =>
          on.change(async ({ users, readState }) => {
            const enabled = (await readState()).users.filter(({ isDisabled }) => !isDisabled);
            if (enabled.length < 2) return false;
            await users.replace({ ...user, isDisabled: true });
            return true;
          });
        const results = await together<Record<string, boolean>>({ one: disable(one), other: disable(other) });
        assert.deepEqual(Object.values(results).sort(), [false, true]);
        const enabled = (await store.users.list({ limit: 100 })).items.filter(({ isDisabled }) => !isDisabled);
        assert.equal(enabled.length, 1);
        for (const user of enabled) await store.change(({ users }) => users.delete(user.id));
      });
    },
  ),
  accessStoreCase('race/serial', 'makes one change after another, and loses none', async ({ store, replica }) => {
    const { id } = await add(store, 'groups', groupOf('dev'));
    const { version: before } = await store.readState();
    const names = times(24, (index) => `user-${index}`);
    await Promise.all(
      names.map((name, index) =>
        (index % 2 ? store : replica).change(async ({ groups }) => {
          const group = await groups.find(id);
          assert.ok(group);
          await groups.replace({ ...group, members: [...group.members, name] });
        }),
      ),
    );
    const group = await replica.groups.find(id);
    assert.deepEqual([...(group?.members ?? [])].sort(), [...names].sort());
    assert.equal(group?.version, names.length + 1);
    assert.equal((await store.readState()).version, before + names.length);
  }),
  accessStoreCase('race/name', 'gives a name to one of those that want it at once', async ({ store, replica }) => {
    await raceReplicas({ replicas: [store, replica], rounds: 10 }, async ({ name, together }) => {
      const take = (on: AccessStore) => succeeds(add(on, 'users', userOf(name)));
      const results = await together<Record<string, boolean>>({ one: take, other: take, third: take });
      assert.deepEqual(Object.values(results).sort(), [false, false, true]);
    });
  }),
  accessStoreCase('race/use', 'records the use of a credential while it is changed', async ({ store, replica }) => {
    const credential = { owner: { kind: 'user', name: 'ann' }, description: '', hint: 'wxyz' } as const;
    await raceReplicas({ replicas: [store, replica], rounds: 10 }, async ({ name, together }) => {
      const added = await Promise.all(
        times(3, (index) => add(store, 'credentials', { ...credential, secretHash: `${name} ${index}` })),
      );
      const ids = added.map(({ id }) => id);
      const revoke = (on: AccessStore) =>
        on.change(async ({ credentials }) => {
          for (const each of added) await credentials.replace({ ...each, revokedAt: new Date() });
        });
      const use = (on: AccessStore) => on.credentials.use([...ids].reverse());
      const again = (on: AccessStore) => on.credentials.use(ids);
      await together<Record<string, unknown>>({ use, again, revoke });
      for (const id of ids) assert.ok((await store.credentials.find(id))?.revokedAt);
    });
  }),
];
