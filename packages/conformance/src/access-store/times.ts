import assert from 'node:assert/strict';
import type { AccessStore } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { insert, kinds, samples, userOf } from './content.js';

/** The time of the store's clock, as another part of the store tells it. */
async function timeOf(store: AccessStore): Promise<number> {
  return (await store.signingKeys.read()).now.getTime();
}

/** Asserts that `read` returns a time between two reads of the store's clock. */
async function isOfStore(store: AccessStore, read: () => Promise<Date>): Promise<void> {
  const before = await timeOf(store);
  const time = (await read()).getTime();
  const after = await timeOf(store);
  assert.ok(before <= time && time <= after, `the time of the store, from ${before} to ${after}, not ${time}`);
}

export const times = [
  accessStoreCase('time/change', "tells a change the time of the store's clock", async ({ store, replica }) => {
    for (const on of [store, replica]) await isOfStore(store, () => on.change(async ({ now }) => now));
  }),
  accessStoreCase(
    'time/records',
    'gives each record that a change writes the time of the change',
    async ({ store }) => {
      await store.change(async (change) => {
        for (const kind of kinds) {
          const { createdAt, updatedAt } = await insert(change, kind, samples[kind][0] as never);
          assert.deepEqual([createdAt, updatedAt], [change.now, change.now]);
        }
      });
      const found = await store.users.findByName('ann');
      assert.ok(found);
      await store.change(async ({ users, now }) => {
        const { createdAt, updatedAt } = await users.replace({ ...found, isDisabled: false });
        assert.deepEqual([createdAt, updatedAt], [found.createdAt, now]);
      });
    },
  ),
  accessStoreCase(
    'time/turn',
    'tells a change a time after the end of the change before it',
    async ({ store, replica }) => {
      let waiting: Promise<Date> | undefined;
      const end = await store.change(async ({ users }) => {
        waiting = replica.change(async ({ now }) => now);
        await users.insert(userOf('ann'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return timeOf(store);
      });
      const next = (await waiting) as Date;
      assert.ok(next.getTime() >= end, `the change that waited begins at ${next.getTime()}, which is before ${end}`);
    },
  ),
  accessStoreCase('time/state', "tells the time of the store's clock with the state", async ({ store, replica }) => {
    for (const on of [store, replica]) await isOfStore(store, async () => (await on.readState()).now);
    await store.change(async ({ users }) => users.insert(userOf('ann')));
    for (const on of [store, replica]) await isOfStore(store, async () => (await on.readState()).now);
    const [inside, now] = await store.change(async (change) => [(await change.readState()).now, change.now]);
    assert.deepEqual(inside, now);
  }),
];
