import assert from 'node:assert/strict';
import type { AccessStore, CredentialRecord } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { isRecent } from './assertions.js';
import { add, credentialOf, times, unknownId } from './content.js';

async function lastUse(store: AccessStore, { id }: CredentialRecord): Promise<number | undefined> {
  return (await store.credentials.find(id))?.lastUsedAt?.getTime();
}

export const credentials = [
  accessStoreCase(
    'credential/secret',
    'finds a credential by the hash of its secret, also one that is over',
    async ({ store }) => {
      const over = { revokedAt: new Date(0), expiresAt: new Date(0) };
      const added = [
        await add(store, 'credentials', credentialOf('one')),
        await add(store, 'credentials', credentialOf('two', over)),
      ];
      assert.deepEqual(await store.credentials.findBySecret('one'), added[0]);
      assert.deepEqual(await store.credentials.findBySecret('two'), added[1]);
      for (const hash of ['On', 'ONE', '', 'a\0b']) assert.equal(await store.credentials.findBySecret(hash), undefined);
    },
  ),
  accessStoreCase('credential/owner', 'lists the credentials of one owner', async ({ store }) => {
    const robot = { kind: 'robot', name: 'ann' } as const;
    const added = [];
    for (const index of times(6, (each) => each))
      added.push(await add(store, 'credentials', credentialOf(`hash ${index}`, index % 2 ? { owner: robot } : {})));
    assert.deepEqual(await store.credentials.listOf(robot), [added[1], added[3], added[5]]);
    assert.deepEqual(await store.credentials.listOf({ kind: 'user', name: 'ann' }), [added[0], added[2], added[4]]);
    assert.deepEqual(await store.credentials.listOf({ kind: 'user', name: 'ben' }), []);
  }),
  accessStoreCase(
    'credential/use',
    'records the use of credentials at most once a minute',
    async ({ store, replica, advance }) => {
      const used = await add(store, 'credentials', credentialOf('used'));
      const unused = await add(store, 'credentials', credentialOf('unused'));
      await store.credentials.use([used.id, used.id, unknownId, 'no id']);
      isRecent(new Date((await lastUse(replica, used)) as number));
      assert.equal(await lastUse(replica, unused), undefined);
      await advance(30);
      const first = await lastUse(store, used);
      await replica.credentials.use([used.id]);
      assert.equal(await lastUse(store, used), first);
      await advance(40);
      const second = await lastUse(store, used);
      await replica.credentials.use([used.id]);
      assert.notEqual(await lastUse(store, used), second);
    },
  ),
  accessStoreCase(
    'credential/use-is-no-change',
    'does not count the use of a credential as a change',
    async ({ store }) => {
      const added = await add(store, 'credentials', credentialOf('hash'));
      const { version } = await store.readState();
      await store.credentials.use([added.id]);
      assert.equal((await store.readState()).version, version);
      assert.equal((await store.credentials.find(added.id))?.version, 1);
      assert.deepEqual((await store.audit.read({ limit: 10 })).items, []);
    },
  ),
  accessStoreCase(
    'credential/use-and-replace',
    'keeps the last use of a credential that is replaced',
    async ({ store }) => {
      const added = await add(store, 'credentials', credentialOf('hash'));
      await store.credentials.use([added.id]);
      const used = await lastUse(store, added);
      const replaced = await store.change((change) => change.credentials.replace({ ...added, description: 'desktop' }));
      assert.deepEqual([replaced.description, replaced.lastUsedAt?.getTime()], ['desktop', used]);
    },
  ),
];
