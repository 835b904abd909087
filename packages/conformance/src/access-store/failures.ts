import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { times } from './content.js';

const window = 600;

export const failures = [
  accessStoreCase('failure/count', 'counts the distinct secrets of each key', async ({ store, replica }) => {
    await store.failures.record(['ann 192.0.2.1', '192.0.2.1'], 'one');
    await replica.failures.record(['ann 192.0.2.1', '192.0.2.1'], 'two');
    await store.failures.record(['ben 192.0.2.1', '192.0.2.1'], 'three');
    const keys = ['192.0.2.1', 'nobody', 'ann 192.0.2.1', 'ben 192.0.2.1', '192.0.2.1'];
    assert.deepEqual(await replica.failures.count(keys, window), [3, 0, 2, 1, 3]);
    assert.deepEqual(await replica.failures.count([], window), []);
  }),
  accessStoreCase('failure/repeated', 'counts a repeated secret once', async ({ store, replica }) => {
    for (const on of [store, replica, store]) await on.failures.record(['key', 'key'], 'secret');
    await store.failures.record([], 'secret');
    assert.deepEqual(await store.failures.count(['key'], window), [1]);
  }),
  accessStoreCase('failure/window', 'counts what was recorded within the window', async ({ store, advance }) => {
    await store.failures.record(['key'], 'one');
    await advance(400);
    await store.failures.record(['key'], 'two');
    assert.deepEqual(await store.failures.count(['key'], window), [2]);
    await advance(400);
    assert.deepEqual(await store.failures.count(['key'], window), [1]);
    assert.deepEqual(await store.failures.count(['key'], 2 * window), [2]);
    await store.failures.record(['key'], 'one');
    assert.deepEqual(await store.failures.count(['key'], window), [2]);
  }),
  accessStoreCase('failure/maintain', 'deletes what is old', async ({ store, advance }) => {
    await store.failures.record(['key'], 'old');
    await advance(window);
    await store.failures.record(['key'], 'new');
    await store.failures.maintain(window / 2);
    assert.deepEqual(await store.failures.count(['key'], 10 * window), [1]);
  }),
  accessStoreCase('failure/any-text', 'accepts any text of any length as a key', async ({ store }) => {
    const keys = ['a\0b', '\ud801', 'Zoë 🐢', '"{},\\', '', 'x'.repeat(20_000)];
    await store.failures.record(keys, 'a\0b');
    assert.deepEqual(
      await store.failures.count(keys, window),
      keys.map(() => 1),
    );
  }),
  accessStoreCase(
    'race/failures',
    'counts every wrong secret while several are recorded at once',
    async ({ store, replica }) => {
      const keys = times(5, (index) => `key ${index}`);
      await Promise.all(
        times(30, (index) =>
          (index % 2 ? store : replica).failures.record(index % 3 ? keys : [...keys].reverse(), `secret ${index % 10}`),
        ),
      );
      assert.deepEqual(
        await store.failures.count(keys, window),
        keys.map(() => 10),
      );
    },
  ),
];
