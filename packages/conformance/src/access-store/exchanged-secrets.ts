import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { isRecent, isUuid7 } from './assertions.js';
import { times, unknownId } from './content.js';

const minute = 60;
const one = {
  secretHash: 'hash of the secret',
  tokenHash: 'hash of the token',
  trust: unknownId,
  robot: 'ci',
  lifeSeconds: 60 * minute,
  tokenSeconds: 5 * minute,
};
/** Another secret for the same token. */
const again = { ...one, secretHash: 'hash of another secret' };

export const exchangedSecrets = [
  accessStoreCase('exchange/create', 'finds an exchanged secret by its hash', async ({ store, replica }) => {
    const created = (await store.exchanges.create(one)) ?? assert.fail('the secret was not stored');
    const { id, createdAt, expiresAt, ...others } = created;
    const { lifeSeconds, tokenSeconds, ...given } = one;
    assert.deepEqual(others, given);
    isUuid7(id);
    isRecent(createdAt);
    assert.equal(expiresAt.getTime() - createdAt.getTime(), lifeSeconds * 1000);
    assert.deepEqual(await replica.exchanges.find(one.secretHash), created);
    for (const other of ['', one.tokenHash, 'a\0b']) assert.equal(await store.exchanges.find(other), undefined);
  }),
  accessStoreCase('exchange/once', 'stores one secret for each token', async ({ store, replica, advance }) => {
    assert.ok(await store.exchanges.create(one));
    for (const on of [store, replica]) assert.equal(await on.exchanges.create(again), undefined);
    await advance(10 * minute);
    assert.equal(await replica.exchanges.create(again), undefined);
    assert.equal(await store.exchanges.find(again.secretHash), undefined);
    assert.ok(await store.exchanges.create({ ...again, tokenHash: 'hash of another token' }));
  }),
  accessStoreCase('exchange/life', 'finds no exchanged secret that has expired', async ({ store, advance }) => {
    await store.exchanges.create(one);
    await advance(59 * minute);
    assert.ok(await store.exchanges.find(one.secretHash));
    await advance(minute + 1);
    assert.equal(await store.exchanges.find(one.secretHash), undefined);
  }),
  accessStoreCase(
    'exchange/maintain',
    'keeps an exchanged secret until its token has expired too',
    async ({ store, advance }) => {
      const long = { ...one, secretHash: 'long', tokenHash: 'token of long', tokenSeconds: 3 * 60 * minute };
      await store.exchanges.create(one);
      await store.exchanges.create(long);
      await store.exchanges.maintain();
      assert.ok(await store.exchanges.find(one.secretHash));
      await advance(2 * 60 * minute);
      await store.exchanges.maintain();
      assert.equal(await store.exchanges.create({ ...long, secretHash: 'other' }), undefined);
      assert.ok(await store.exchanges.create(again));
      await advance(2 * 60 * minute);
      await store.exchanges.maintain();
      assert.ok(await store.exchanges.create(long));
    },
  ),
  accessStoreCase(
    'race/exchange',
    'stores one secret for concurrent exchanges of a token',
    async ({ store, replica }) => {
      const created = await Promise.all(
        times(10, (index) => (index % 2 ? store : replica).exchanges.create({ ...one, secretHash: `hash ${index}` })),
      );
      const [first, ...others] = created.filter((secret) => secret !== undefined);
      assert.deepEqual(others, []);
      assert.deepEqual(await store.exchanges.find(first?.secretHash ?? ''), first);
    },
  ),
];
