import assert from 'node:assert/strict';
import { accessStoreCase } from './access-store-case.js';
import { isRecent, isUuid7 } from './assertions.js';
import { times, unknownId } from './content.js';
import { walk } from './walk.js';

const hour = 3600;
const idleSeconds = 8 * hour;
const ofAnn = { secretHash: 'hash of ann', kind: 'browser', user: 'ann', most: 100, lifeSeconds: 24 * hour } as const;

export const sessions = [
  accessStoreCase('session/create', 'finds a session by the hash of its secret', async ({ store, replica }) => {
    const more = { address: '192.0.2.1', userAgent: 'Firefox "Zoë"', passwordMark: 'mark' };
    const created = await store.sessions.create({ ...ofAnn, ...more });
    const { id, createdAt, lastUsedAt, expiresAt, ...others } = created;
    assert.deepEqual(others, { secretHash: ofAnn.secretHash, kind: 'browser', user: 'ann', ...more });
    isUuid7(id);
    isRecent(createdAt);
    assert.deepEqual(lastUsedAt, createdAt);
    assert.equal(expiresAt.getTime() - createdAt.getTime(), 24 * hour * 1000);
    assert.deepEqual(await replica.sessions.use(ofAnn.secretHash, idleSeconds), created);
    for (const other of ['', 'hash of an', 'a\0b'])
      assert.equal(await replica.sessions.use(other, idleSeconds), undefined);
  }),
  accessStoreCase('session/find', 'finds a session by its id', async ({ store, replica, advance }) => {
    const created = await store.sessions.create(ofAnn);
    assert.deepEqual(await replica.sessions.find(created.id), created);
    for (const id of [unknownId, 'no id']) assert.equal(await store.sessions.find(id), undefined);
    await advance(24 * hour + 1);
    assert.equal(await store.sessions.find(created.id), undefined);
  }),
  accessStoreCase('session/idle', 'finds no session that was not used for too long', async ({ store, advance }) => {
    await store.sessions.create(ofAnn);
    await advance(idleSeconds - hour);
    assert.ok(await store.sessions.use(ofAnn.secretHash, idleSeconds));
    await advance(idleSeconds - hour);
    assert.ok(await store.sessions.use(ofAnn.secretHash, idleSeconds));
    await advance(idleSeconds + 1);
    assert.equal(await store.sessions.use(ofAnn.secretHash, idleSeconds), undefined);
    assert.ok(await store.sessions.use(ofAnn.secretHash, 2 * idleSeconds));
  }),
  accessStoreCase(
    'session/life',
    'finds no session whose life is over, however often it is used',
    async ({ store, advance }) => {
      await store.sessions.create(ofAnn);
      for (const _ of times(4, String)) {
        await advance(5 * hour);
        assert.ok(await store.sessions.use(ofAnn.secretHash, idleSeconds));
      }
      await advance(4 * hour + 1);
      assert.equal(await store.sessions.use(ofAnn.secretHash, idleSeconds), undefined);
      assert.deepEqual((await store.sessions.list({ limit: 10 })).items, []);
    },
  ),
  accessStoreCase(
    'session/use',
    'records the use of a session at most once a minute',
    async ({ store, replica, advance }) => {
      const { id } = await store.sessions.create(ofAnn);
      const stored = async () => (await store.sessions.list({ limit: 10 })).items.find((session) => session.id === id);
      await advance(30);
      const first = await stored();
      assert.deepEqual(await replica.sessions.use(ofAnn.secretHash, idleSeconds), first);
      assert.deepEqual(await stored(), first);
      await advance(40);
      const second = await stored();
      const used = await replica.sessions.use(ofAnn.secretHash, idleSeconds);
      isRecent(used?.lastUsedAt as Date);
      assert.deepEqual(await stored(), used);
      assert.deepEqual(used, { ...second, lastUsedAt: used?.lastUsedAt });
      assert.notDeepEqual(used?.lastUsedAt, second?.lastUsedAt);
    },
  ),
  accessStoreCase('session/list', 'lists the sessions of all users or of one, in parts', async ({ store }) => {
    const created = [];
    for (const index of times(7, (each) => each))
      created.push(
        await store.sessions.create({ ...ofAnn, secretHash: `hash ${index}`, user: index % 3 ? 'ann' : 'ben' }),
      );
    for (const limit of [1, 3, 7, 10]) {
      assert.deepEqual(
        await walk(
          (page) => store.sessions.list(page),
          limit,
          ({ id }) => id,
        ),
        created,
      );
      assert.deepEqual(
        await walk(
          (page) => store.sessions.list({ ...page, user: 'ben' }),
          limit,
          ({ id }) => id,
        ),
        created.filter(({ user }) => user === 'ben'),
      );
    }
    assert.deepEqual((await store.sessions.list({ user: 'an', limit: 10 })).items, []);
  }),
  accessStoreCase('session/delete', 'ends a session on every replica', async ({ store, replica }) => {
    const { id } = await store.sessions.create(ofAnn);
    const kept = await store.sessions.create({ ...ofAnn, secretHash: 'other' });
    for (const unknown of [unknownId, 'no id', '']) assert.equal(await store.sessions.delete(unknown), false);
    assert.equal(await replica.sessions.delete(id), true);
    assert.equal(await store.sessions.use(ofAnn.secretHash, idleSeconds), undefined);
    assert.equal(await store.sessions.delete(id), false);
    assert.deepEqual((await store.sessions.list({ limit: 10 })).items, [kept]);
  }),
  accessStoreCase('session/delete-of', 'ends all sessions of a user', async ({ store, replica }) => {
    for (const index of times(3, (each) => each))
      await store.sessions.create({ ...ofAnn, secretHash: `hash ${index}` });
    const kept = await store.sessions.create({ ...ofAnn, secretHash: 'of ben', user: 'ben' });
    assert.equal(await replica.sessions.deleteOf('ann'), 3);
    assert.equal(await replica.sessions.deleteOf('ann'), 0);
    assert.deepEqual((await store.sessions.list({ limit: 10 })).items, [kept]);
  }),
  accessStoreCase('session/maintain', 'deletes only sessions that are over', async ({ store, advance }) => {
    const [over, live] = [
      { ...ofAnn, lifeSeconds: hour },
      { ...ofAnn, secretHash: 'live' },
    ];
    const { id } = await store.sessions.create(over);
    await store.sessions.create(live);
    await advance(2 * hour);
    await store.sessions.maintain();
    assert.equal(await store.sessions.delete(id), false);
    assert.ok(await store.sessions.use('live', idleSeconds));
  }),
];
