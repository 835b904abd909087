import assert from 'node:assert/strict';
import type { AccessChange, AccessStore } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { add, credentialOf, kinds, samples, userOf } from './content.js';

/** Runs a change that is undone, and returns its result. */
async function undo<Result>(store: AccessStore, work: (change: AccessChange) => Promise<Result>): Promise<Result> {
  const results: Result[] = [];
  const undone = store.change(async (change) => {
    results.push(await work(change));
    throw new Error('changed my mind');
  });
  await assert.rejects(undone);
  return results[0] as Result;
}

export const state = [
  accessStoreCase('state/empty', 'has a state without records before the first change', async ({ store }) => {
    const { version, stamp, now, ...records } = await store.readState();
    assert.equal(typeof version, 'number');
    assert.deepEqual(records, { users: [], groups: [], robots: [], credentials: [], rules: [], trusts: [] });
  }),
  accessStoreCase('state/records', 'has all records, without hashes', async ({ store, replica }) => {
    for (const kind of kinds) {
      const [full, minimal] = samples[kind];
      await add(store, kind, (kind === 'credentials' ? { ...full, revokedAt: undefined } : full) as never);
      await add(store, kind, minimal as never);
    }
    const read = await replica.readState();
    const all = async (kind: keyof typeof samples) => (await store[kind].list({ limit: 10 })).items;
    for (const kind of ['groups', 'robots', 'rules', 'trusts'] as const) assert.deepEqual(read[kind], await all(kind));
    assert.deepEqual(
      read.users,
      (await store.users.list({ limit: 10 })).items.map(({ passwordHash, ...user }) => user),
    );
    assert.deepEqual(
      read.credentials,
      (await store.credentials.list({ limit: 10 })).items.map(
        ({ secretHash, lastUsedAt, ...credential }) => credential,
      ),
    );
  }),
  accessStoreCase('state/live', 'has no credential that is revoked or expired', async ({ store, advance }) => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
    await add(store, 'credentials', credentialOf('for ever'));
    await add(store, 'credentials', credentialOf('an hour', { expiresAt: at(3600) }));
    await add(store, 'credentials', credentialOf('a week', { expiresAt: at(7 * 24 * 3600) }));
    await add(store, 'credentials', credentialOf('expired', { expiresAt: at(-1) }));
    await add(store, 'credentials', credentialOf('revoked', { revokedAt: at(-1), expiresAt: at(3600) }));
    const live = async () => (await store.readState()).credentials.length;
    assert.equal(await live(), 3);
    await advance(2 * 3600);
    assert.equal(await live(), 2);
  }),
  accessStoreCase('state/version', 'gives the state a higher version with each change', async ({ store, replica }) => {
    const versions = [(await store.readState()).version];
    for (const on of [store, replica, store]) {
      const inside = await on.change(async ({ users, readState }) => {
        await users.insert(userOf(`user-${versions.length}`));
        return (await readState()).version;
      });
      const { version, users } = await replica.readState();
      assert.equal(inside, version);
      assert.equal(users.length, versions.length);
      versions.push(version);
    }
    assert.deepEqual(
      versions,
      [...new Set(versions)].sort((one, other) => one - other),
    );
  }),
  accessStoreCase('state/unchanged', 'has the same version until the next change', async ({ store, replica }) => {
    await add(store, 'users', userOf('ann'));
    const { version } = await store.readState();
    for (const on of [store, replica, store]) assert.equal((await on.readState()).version, version);
    await store.change(async () => undefined);
    assert.ok((await replica.readState()).version > version);
  }),
  accessStoreCase(
    'state/stamp',
    'has a new stamp after each change, even if an undone change had the same version',
    async ({ store, replica }) => {
      const stamps = [(await store.readState()).stamp];
      for (const name of ['ann', 'ben', 'cay']) {
        const work = async ({ users, readState }: AccessChange) => {
          await users.insert(userOf(name));
          return (await readState()).stamp;
        };
        const undone = await undo(store, work);
        const done = await store.change(work);
        for (const on of [store, replica, store]) assert.equal((await on.readState()).stamp, done);
        stamps.push(undone, done);
      }
      for (const stamp of stamps) assert.match(stamp, /./);
      assert.equal(new Set(stamps).size, stamps.length);
    },
  ),
  accessStoreCase('state/whole', 'reads the state as of one moment', async ({ store, replica }) => {
    let isChanging = true;
    const change = async () => {
      for (let round = 0; round < 20; round++)
        await store.change(async ({ users, rules, readState }) => {
          const before = await readState();
          for (const { id } of before.users) await users.delete(id);
          for (const { id } of before.rules) await rules.delete(id);
          await users.insert(userOf(`user-${round}`));
          await rules.insert({ ...samples.rules[1], who: [`user:user-${round}`] });
        });
      isChanging = false;
    };
    const read = async () => {
      const versions = new Map<number, string>();
      while (isChanging) {
        const { version, users, rules } = await replica.readState();
        const [name, who] = [users[0]?.name ?? '', rules[0]?.who[0] ?? 'user:'];
        assert.equal(who, `user:${name}`);
        assert.equal(versions.get(version) ?? name, name);
        versions.set(version, name);
      }
    };
    await Promise.all([change(), read()]);
  }),
];
