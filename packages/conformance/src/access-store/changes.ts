import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { refuses } from './assertions.js';
import { add, eventOf, groupOf, kinds, samples, unknownId, userOf } from './content.js';

export const changes = [
  accessStoreCase('change/result', 'resolves to what the change returns', async ({ store }) => {
    assert.equal(await store.change(async () => 42), 42);
  }),
  accessStoreCase('change/all', 'makes everything visible that a change does', async ({ store, replica }) => {
    await store.change(async (change) => {
      for (const kind of kinds) for (const sample of samples[kind]) await change[kind].insert(sample as never);
      change.audit(eventOf('user.created'));
    });
    for (const kind of kinds) assert.equal((await replica[kind].list({ limit: 10 })).items.length, 2);
    assert.equal((await replica.audit.read({ limit: 10 })).items.length, 1);
  }),
  accessStoreCase(
    'change/nothing',
    'does nothing if the change rejects, and rejects with its error',
    async ({ store, replica }) => {
      const ann = await add(store, 'users', userOf('ann'));
      const { now: _, ...before } = await store.readState();
      const reason = Object.assign(new Error('changed my mind'), { code: '40001' });
      const failing = store.change(async ({ users, groups, audit }) => {
        await users.replace({ ...ann, isDisabled: true });
        await users.insert(userOf('ben'));
        await groups.insert(groupOf('dev'));
        audit(eventOf('user.created'));
        throw reason;
      });
      await assert.rejects(failing, (error) => error === reason);
      const { now, ...after } = await replica.readState();
      assert.deepEqual(after, before);
      assert.deepEqual((await replica.audit.read({ limit: 10 })).items, []);
    },
  ),
  accessStoreCase(
    'change/after-an-error',
    'goes on after an AccessStoreError that the change handles',
    async ({ store, replica }) => {
      const ann = await add(store, 'users', userOf('ann'));
      await store.change(async ({ users }) => {
        await users.insert(userOf('ben'));
        await refuses('TAKEN', users.insert(userOf('ann')));
        await refuses('STALE', users.replace({ ...ann, version: 7 }));
        await refuses('ABSENT', users.delete(unknownId));
        await users.insert(userOf('cay'));
      });
      const { items } = await replica.users.list({ limit: 10 });
      assert.deepEqual(
        items.map(({ name }) => name),
        ['ann', 'ben', 'cay'],
      );
    },
  ),
  accessStoreCase(
    'change/uncaught-error',
    'does nothing if the change does not handle an AccessStoreError',
    async ({ store }) => {
      await add(store, 'users', userOf('ann'));
      const failing = store.change(async ({ users }) => {
        await users.insert(userOf('ben'));
        await users.insert(userOf('ann'));
      });
      await refuses('TAKEN', failing);
      assert.equal(await store.users.findByName('ben'), undefined);
    },
  ),
  accessStoreCase('change/own-work', 'shows a change what it has done so far', async ({ store }) => {
    await store.change(async ({ users, readState }) => {
      const ann = await users.insert(userOf('ann'));
      assert.deepEqual(await users.find(ann.id), ann);
      const disabled = await users.replace({ ...ann, isDisabled: true });
      assert.deepEqual(await users.find(ann.id), disabled);
      assert.deepEqual((await readState()).users, [disabled]);
      await users.delete(ann.id);
      assert.equal(await users.find(ann.id), undefined);
      assert.deepEqual((await readState()).users, []);
    });
  }),
  accessStoreCase(
    'change/unfinished',
    'shows nobody else what an unfinished change has done',
    async ({ store, replica }) => {
      const { version } = await replica.readState();
      await store.change(async ({ users }) => {
        const ann = await users.insert(userOf('ann'));
        for (const other of [store, replica]) {
          assert.equal(await other.users.find(ann.id), undefined);
          assert.equal(await other.users.findByName('ann'), undefined);
          const state = await other.readState();
          assert.deepEqual([state.version, state.users], [version, []]);
        }
      });
      assert.equal((await replica.users.findByName('ann'))?.name, 'ann');
    },
  ),
  accessStoreCase('change/steps-at-once', 'accepts several steps of a change at once', async ({ store }) => {
    const results = await store.change(({ users, groups }) =>
      Promise.allSettled([
        users.insert(userOf('ann')),
        users.insert(userOf('ann')),
        groups.insert(groupOf('dev')),
        users.insert(userOf('ben')),
      ]),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    assert.equal((await store.users.list({ limit: 10 })).items.length, 2);
    assert.equal((await store.groups.list({ limit: 10 })).items.length, 1);
  }),
];
