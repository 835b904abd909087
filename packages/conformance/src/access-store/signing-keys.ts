import assert from 'node:assert/strict';
import type { AccessStore, SigningKey } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { isRecent } from './assertions.js';
import { keyOf, times } from './content.js';

const hour = 3600;
const usual = [0, hour, 2 * hour] as const;

function addKey(store: AccessStore, kid: string, seconds: readonly [number, number, number] = usual): Promise<void> {
  return store.signingKeys.add(async (_, now) => keyOf(kid, now, seconds));
}

async function kids(store: AccessStore): Promise<string[]> {
  return (await store.signingKeys.read()).keys.map(({ kid }) => kid);
}

export const signingKeys = [
  accessStoreCase(
    'key/add',
    'stores the key that is made, and gives the keys and the time',
    async ({ store, replica }) => {
      const empty = await store.signingKeys.read();
      assert.deepEqual(empty.keys, []);
      isRecent(empty.now);
      let made: SigningKey | undefined;
      await store.signingKeys.add(async (keys, now) => {
        assert.deepEqual(keys, []);
        isRecent(now);
        made = keyOf('first', now, usual);
        return made;
      });
      const [stored] = (await replica.signingKeys.read()).keys;
      assert.deepEqual(
        { ...stored, sealedPrivate: [...(stored?.sealedPrivate ?? [])] },
        { ...made, sealedPrivate: [0, 1, 254, 255] },
      );
      await replica.signingKeys.add(async (keys) => {
        assert.deepEqual(
          keys.map(({ kid }) => kid),
          ['first'],
        );
        return undefined;
      });
      assert.deepEqual(await kids(store), ['first']);
    },
  ),
  accessStoreCase('key/order', 'gives the key first that signed first', async ({ store }) => {
    await addKey(store, 'b', [20, hour, 2 * hour]);
    await addKey(store, 'c', [30, hour, 2 * hour]);
    await addKey(store, 'a', [-10, hour, 2 * hour]);
    assert.deepEqual(await kids(store), ['a', 'b', 'c']);
  }),
  accessStoreCase(
    'key/drop-at',
    'gives keys until the time at which they are dropped',
    async ({ store, replica, advance }) => {
      await addKey(store, 'first', usual);
      await addKey(store, 'second', [1, 3 * hour, 4 * hour]);
      await advance(hour + 1);
      assert.deepEqual(await kids(store), ['first', 'second']);
      await advance(hour);
      assert.deepEqual(await kids(replica), ['second']);
      await replica.signingKeys.add(async (keys) => {
        assert.deepEqual(
          keys.map(({ kid }) => kid),
          ['second'],
        );
        return undefined;
      });
    },
  ),
  accessStoreCase('key/drop', 'drops a key early', async ({ store, replica }) => {
    await addKey(store, 'first');
    await addKey(store, 'second', [1, hour, 2 * hour]);
    assert.equal(await replica.signingKeys.drop('third'), false);
    assert.equal(await replica.signingKeys.drop('first'), true);
    assert.deepEqual(await kids(store), ['second']);
    assert.equal(await store.signingKeys.drop('first'), false);
  }),
  accessStoreCase('key/maintain', 'deletes only keys that are dropped', async ({ store, advance }) => {
    await addKey(store, 'first', [0, 10, 20]);
    await addKey(store, 'second', [1, hour, 2 * hour]);
    await store.signingKeys.maintain();
    assert.deepEqual(await kids(store), ['first', 'second']);
    await advance(30);
    await store.signingKeys.maintain();
    assert.deepEqual(await kids(store), ['second']);
    await addKey(store, 'first');
    assert.deepEqual(await kids(store), ['second', 'first']);
  }),
  accessStoreCase('key/failure', 'stores nothing if a key cannot be made', async ({ store }) => {
    const reason = Object.assign(new Error('no entropy'), { code: '40001' });
    const failing = store.signingKeys.add(async () => {
      throw reason;
    });
    await assert.rejects(failing, (error) => error === reason);
    await addKey(store, 'first');
    assert.deepEqual(await kids(store), ['first']);
  }),
  accessStoreCase('race/key', 'makes keys one after another over all replicas', async ({ store, replica }) => {
    const running = { now: 0, most: 0, all: 0 };
    const make = async (keys: readonly SigningKey[], now: Date) => {
      running.now += 1;
      running.all += 1;
      running.most = Math.max(running.most, running.now);
      for (const _ of times(3, String)) await replica.signingKeys.read();
      running.now -= 1;
      return keys.length === 0 ? keyOf(`key ${running.all}`, now, usual) : undefined;
    };
    await Promise.all(times(8, (index) => (index % 2 ? store : replica).signingKeys.add(make)));
    assert.equal(running.most, 1);
    assert.ok(running.all >= 8);
    assert.equal((await kids(store)).length, 1);
  }),
];
