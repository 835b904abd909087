import assert from 'node:assert/strict';
import type { AccessRecord } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { isRecent, isUuid7, refuses } from './assertions.js';
import { add, kinds, samples, unknownId, userOf } from './content.js';

export const records = [
  accessStoreCase(
    'record/insert',
    'stores records of each kind, with all members and without',
    async ({ store, replica }) => {
      for (const kind of kinds)
        for (const sample of samples[kind]) {
          const added: AccessRecord = await add(store, kind, sample as never);
          const { id, version, createdAt, updatedAt, ...members } = added;
          assert.deepEqual(members, sample);
          isUuid7(id);
          assert.equal(version, 1);
          for (const time of [createdAt, updatedAt]) isRecent(time);
          assert.deepEqual(await replica[kind].find(id), added);
        }
    },
  ),
  accessStoreCase('record/absent', 'finds nothing by an id that no record has', async ({ store }) => {
    for (const kind of kinds)
      for (const id of [unknownId, 'ann', '']) {
        assert.equal(await store[kind].find(id), undefined);
        await store.change(async (change) => assert.equal(await change[kind].find(id), undefined));
      }
  }),
  accessStoreCase(
    'record/replace',
    'replaces all members of a record but its id and its creation',
    async ({ store, advance }) => {
      for (const kind of kinds) {
        const [full, minimal] = samples[kind];
        const added: AccessRecord = await add(store, kind, full as never);
        await advance(60);
        const before = await store[kind].find(added.id);
        const { id, version, createdAt } = before as AccessRecord;
        const wanted = { ...minimal, id, version, createdAt: new Date(0), updatedAt: new Date(0) };
        const replaced = await store.change(
          async (change): Promise<AccessRecord> => change[kind].replace(wanted as never),
        );
        assert.deepEqual(replaced, { ...minimal, id, version: 2, createdAt, updatedAt: replaced.updatedAt });
        isRecent(replaced.updatedAt);
        assert.deepEqual(await store[kind].find(id), replaced);
      }
    },
  ),
  accessStoreCase(
    'record/stale',
    'refuses to replace a record that was changed meanwhile',
    async ({ store, replica }) => {
      const first = await add(store, 'users', userOf('ann'));
      const second = await replica.change(({ users }) => users.replace({ ...first, email: 'ann@example.org' }));
      await refuses(
        'STALE',
        store.change(({ users }) => users.replace({ ...first, isDisabled: true })),
      );
      await refuses(
        'STALE',
        store.change(({ users }) => users.replace({ ...first, version: 3 })),
      );
      assert.deepEqual(await store.users.find(first.id), second);
    },
  ),
  accessStoreCase('record/delete', 'deletes a record', async ({ store, replica }) => {
    for (const kind of kinds) {
      const [one, other] = samples[kind];
      const [deleted, kept]: AccessRecord[] = [
        await add(store, kind, one as never),
        await add(store, kind, other as never),
      ];
      await store.change((change) => change[kind].delete((deleted as AccessRecord).id));
      assert.equal(await replica[kind].find((deleted as AccessRecord).id), undefined);
      assert.deepEqual((await replica[kind].list({ limit: 10 })).items, [kept]);
    }
  }),
  accessStoreCase(
    'record/change-absent',
    'refuses to replace or to delete a record that is absent',
    async ({ store }) => {
      const added = await add(store, 'users', userOf('ann'));
      for (const id of [unknownId, 'ann', '']) {
        await refuses(
          'ABSENT',
          store.change(({ users }) => users.replace({ ...added, id })),
        );
        for (const kind of kinds)
          await refuses(
            'ABSENT',
            store.change((change) => change[kind].delete(id)),
          );
      }
    },
  ),
  accessStoreCase('record/any-text', 'accepts any text as a description', async ({ store }) => {
    for (const [index, displayName] of ['a\0b', '\ud800', '"\\', ''].entries()) {
      const user = userOf(`user-${index}`, { displayName });
      await assert.doesNotReject(add(store, 'users', user));
    }
  }),
  accessStoreCase('record/ids', 'gives records ids in the order in which they are made', async ({ store, replica }) => {
    const ids: string[] = [];
    for (const on of [store, replica, store, replica]) ids.push((await add(on, 'rules', samples.rules[1])).id);
    ids.push(
      ...(await store.change(async ({ rules }) => {
        const [first, second] = [await rules.insert(samples.rules[0]), await rules.insert(samples.rules[1])];
        return [first.id, second.id];
      })),
    );
    assert.deepEqual(ids, [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
  }),
];
