import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { times } from './content.js';

const minute = 60;

export const singleUses = [
  accessStoreCase('single-use/once', 'accepts a value once over all replicas', async ({ store, replica, advance }) => {
    assert.equal(await store.singleUses.use('value', 10 * minute), true);
    for (const on of [store, replica]) assert.equal(await on.singleUses.use('value', 10 * minute), false);
    await advance(9 * minute);
    assert.equal(await replica.singleUses.use('value', 10 * minute), false);
    for (const other of ['other', 'Value', '', 'a\0b'])
      assert.equal(await replica.singleUses.use(other, 10 * minute), true);
  }),
  accessStoreCase(
    'single-use/life',
    'accepts a value again when its time is over',
    async ({ store, replica, advance }) => {
      assert.equal(await store.singleUses.use('value', 10 * minute), true);
      await advance(10 * minute + 1);
      assert.equal(await replica.singleUses.use('value', 10 * minute), true);
      assert.equal(await store.singleUses.use('value', 10 * minute), false);
    },
  ),
  accessStoreCase('single-use/maintain', 'forgets only values whose time is over', async ({ store, advance }) => {
    await store.singleUses.use('short', 10 * minute);
    await store.singleUses.use('long', 60 * minute);
    await advance(20 * minute);
    await store.singleUses.maintain();
    assert.equal(await store.singleUses.use('long', minute), false);
    assert.equal(await store.singleUses.use('short', minute), true);
  }),
  accessStoreCase('race/single-use', 'accepts one of concurrent uses of a value', async ({ store, replica }) => {
    const uses = times(10, (index) => (index % 2 ? store : replica).singleUses.use('value', 10 * minute));
    assert.deepEqual((await Promise.all(uses)).filter(Boolean), [true]);
  }),
];
