import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { refuses } from './assertions.js';
import { add, credentialOf, groupOf, robotOf, userOf } from './content.js';

export const names = [
  accessStoreCase('name/taken', 'refuses a name or a secret that is in use', async ({ store, replica }) => {
    await add(store, 'users', userOf('ann'));
    await add(store, 'groups', groupOf('ann'));
    await add(store, 'robots', robotOf('ann'));
    await add(store, 'credentials', credentialOf('hash'));
    await refuses('TAKEN', add(replica, 'users', userOf('ann', { isDisabled: true })));
    await refuses('TAKEN', add(replica, 'groups', groupOf('ann')));
    await refuses('TAKEN', add(replica, 'robots', robotOf('ann')));
    await refuses('TAKEN', add(replica, 'credentials', credentialOf('hash', { description: 'other' })));
    for (const kind of ['users', 'groups', 'robots', 'credentials'] as const)
      assert.equal((await store[kind].list({ limit: 10 })).items.length, 1);
  }),
  accessStoreCase('name/change', 'changes a name to one that is free', async ({ store }) => {
    const ann = await add(store, 'users', userOf('ann'));
    const ben = await add(store, 'users', userOf('ben'));
    await refuses(
      'TAKEN',
      store.change(({ users }) => users.replace({ ...ben, name: 'ann' })),
    );
    const disabled = await store.change(({ users }) => users.replace({ ...ann, isDisabled: true }));
    const renamed = await store.change(({ users }) => users.replace({ ...disabled, name: 'anna' }));
    assert.deepEqual([renamed.id, renamed.name, renamed.version], [ann.id, 'anna', 3]);
    await store.change(({ users }) => users.replace({ ...ben, name: 'ann' }));
    assert.equal((await store.users.findByName('ann'))?.id, ben.id);
  }),
  accessStoreCase('name/identity', 'refuses an identity that another user has', async ({ store, replica }) => {
    const identity = { issuer: 'https://id.example.com', subject: '42' };
    const ann = await add(store, 'users', userOf('ann', { identity }));
    await refuses('TAKEN', add(replica, 'users', userOf('ben', { identity })));
    const others = [
      { ...identity, issuer: 'https://other.example.com' },
      { ...identity, subject: '43' },
    ];
    for (const [index, other] of others.entries())
      await add(replica, 'users', userOf(`other-${index}`, { identity: other }));
    const ben = await add(store, 'users', userOf('ben'));
    await refuses(
      'TAKEN',
      replica.change(({ users }) => users.replace({ ...ben, identity })),
    );
    await replica.change(({ users }) => users.replace({ ...ann, identity: undefined }));
    const moved = await store.change(({ users }) => users.replace({ ...ben, identity }));
    assert.deepEqual((await replica.users.findByName('ben'))?.identity, identity);
    assert.equal(moved.version, 2);
    assert.equal((await store.users.findByName('ann'))?.identity, undefined);
  }),
  accessStoreCase('name/again', 'gives a name again when its record is deleted', async ({ store }) => {
    const first = await add(store, 'robots', robotOf('ci'));
    const second = await store.change(async ({ robots }) => {
      await robots.delete(first.id);
      return robots.insert(robotOf('ci'));
    });
    assert.notEqual(second.id, first.id);
    assert.deepEqual(await store.robots.findByName('ci'), second);
  }),
  accessStoreCase('name/find', 'finds users, groups and robots by their exact names', async ({ store, replica }) => {
    const added = {
      users: await add(store, 'users', userOf('ann')),
      groups: await add(store, 'groups', groupOf('dev')),
      robots: await add(store, 'robots', robotOf('ci')),
    };
    assert.deepEqual(await replica.users.findByName('ann'), added.users);
    assert.deepEqual(await replica.groups.findByName('dev'), added.groups);
    assert.deepEqual(await replica.robots.findByName('ci'), added.robots);
    for (const name of ['Ann', 'an', 'ann ', '%', '', 'ann\0', 'dev', added.users.id])
      assert.equal(await replica.users.findByName(name), undefined);
  }),
];
