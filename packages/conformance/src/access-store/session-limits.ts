import assert from 'node:assert/strict';
import type { AccessStore } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { times } from './content.js';

const hour = 3600;
const ofAnn = { kind: 'client', user: 'ann', most: 3, lifeSeconds: 24 * hour } as const;

async function hashesIn(store: AccessStore): Promise<readonly string[]> {
  return (await store.sessions.list({ limit: 100 })).items.map(({ secretHash }) => secretHash).sort();
}

export const sessionLimits = [
  accessStoreCase(
    'session/most',
    'keeps only the most recently used sessions of a user, up to the limit of the new one',
    async ({ store, replica, advance }) => {
      for (const secretHash of ['1', '2', '3']) {
        await store.sessions.create({ ...ofAnn, secretHash });
        await advance(120);
      }
      assert.ok(await replica.sessions.use('1', hour));
      await advance(120);
      await replica.sessions.create({ ...ofAnn, secretHash: '4' });
      assert.deepEqual(await hashesIn(store), ['1', '3', '4']);
      await store.sessions.create({ ...ofAnn, secretHash: '5', most: 2 });
      assert.deepEqual(await hashesIn(store), ['4', '5']);
      await store.sessions.create({ ...ofAnn, secretHash: '6', most: 1 });
      assert.deepEqual(await hashesIn(store), ['6']);
    },
  ),
  accessStoreCase(
    'session/most-of-kind',
    'counts the sessions of each user and of each kind separately',
    async ({ store }) => {
      await store.sessions.create({ ...ofAnn, secretHash: 'of ben', user: 'ben' });
      await store.sessions.create({ ...ofAnn, secretHash: 'of a browser', kind: 'browser' });
      for (const secretHash of ['1', '2']) await store.sessions.create({ ...ofAnn, secretHash, most: 1 });
      assert.deepEqual(await hashesIn(store), ['2', 'of a browser', 'of ben']);
    },
  ),
  accessStoreCase(
    'session/most-live',
    'deletes expired sessions before others, although they were used later',
    async ({ store, advance }) => {
      await store.sessions.create({ ...ofAnn, secretHash: 'live' });
      await advance(120);
      await store.sessions.create({ ...ofAnn, secretHash: 'short', lifeSeconds: 60 });
      await advance(120);
      await store.sessions.create({ ...ofAnn, secretHash: 'new', most: 2 });
      assert.deepEqual(await hashesIn(store), ['live', 'new']);
    },
  ),
  accessStoreCase('session/most-at-once', 'keeps no more if many are created at once', async ({ store, replica }) => {
    const create = (index: number) =>
      (index % 2 ? store : replica).sessions.create({ ...ofAnn, secretHash: `hash ${index}` });
    const created = await Promise.all(times(20, create));
    assert.equal(new Set(created.map(({ id }) => id)).size, 20);
    assert.equal((await hashesIn(store)).length, ofAnn.most);
  }),
];
