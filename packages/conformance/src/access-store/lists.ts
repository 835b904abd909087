import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { add, groupOf, robotOf, ruleOf, times, userOf } from './content.js';
import { walk } from './walk.js';

/** In byte order. */
const names = ['A', 'Z', 'a', 'a-b', 'a.b', 'a0', 'a_b', 'ab', 'b'];
const shuffled = [...names].sort((one, other) => one.length - other.length || (one < other ? 1 : -1));

export const lists = [
  accessStoreCase(
    'list/names',
    'lists users, groups and robots in the byte order of their names',
    async ({ store }) => {
      for (const name of shuffled) {
        await add(store, 'users', userOf(name));
        await add(store, 'groups', groupOf(name));
        await add(store, 'robots', robotOf(name));
      }
      for (const limit of [1, 2, names.length, 100]) {
        const nameOf = ({ name }: { readonly name: string }) => name;
        assert.deepEqual((await walk((page) => store.users.list(page), limit, nameOf)).map(nameOf), names);
        assert.deepEqual((await walk((page) => store.groups.list(page), limit, nameOf)).map(nameOf), names);
        assert.deepEqual((await walk((page) => store.robots.list(page), limit, nameOf)).map(nameOf), names);
      }
    },
  ),
  accessStoreCase('list/ids', 'lists rules in the order in which they were made', async ({ store }) => {
    const added = [];
    for (const name of shuffled) added.push(await add(store, 'rules', ruleOf([`user:${name}`])));
    for (const limit of [1, 2, added.length, 100])
      assert.deepEqual(
        await walk(
          (page) => store.rules.list(page),
          limit,
          ({ id }) => id,
        ),
        added,
      );
  }),
  accessStoreCase('list/after', 'lists what follows a name that nothing has', async ({ store }) => {
    for (const name of ['a', 'c']) await add(store, 'users', userOf(name));
    const { items, hasMore } = await store.users.list({ after: 'b', limit: 10 });
    assert.deepEqual([items.map(({ name }) => name), hasMore], [['c'], false]);
    assert.deepEqual(await store.users.list({ after: 'c', limit: 10 }), { items: [], hasMore: false });
  }),
  accessStoreCase('list/abort', 'does not list for a signal that has fired', async ({ store }) => {
    const reason = new Error('nobody waits');
    const request = { limit: 1, signal: AbortSignal.abort(reason) };
    for (const list of times(2, (index) => [store.users, store.rules][index]))
      await assert.rejects(
        async () => list?.list(request),
        (error) => error === reason,
      );
    await assert.rejects(store.audit.read(request), (error) => error === reason);
  }),
];
