import assert from 'node:assert/strict';
import { type AccessStore, type DeviceRequest, parseRepositoryPattern } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { isRecent, isUuid7 } from './assertions.js';
import { times } from './content.js';

const minute = 60;
const slower = 5;
const values = {
  deviceCodeHash: 'hash of the device code',
  userCodeHash: 'hash of the user code',
  device: 'laptop "Zoë" 🐢',
  address: '192.0.2.1',
  network: '192.0.2.1',
  intervalSeconds: 5,
};
const limits = { lifeSeconds: 15 * minute, most: { ofNetwork: 3, inAll: 5 } };
const one = { ...values, ...limits };
const approval = { outcome: 'approved', user: 'ann' } as const;

function requestOf(name: string, network = values.network) {
  return { ...one, deviceCodeHash: `device code ${name}`, userCodeHash: `user code ${name}`, network };
}

async function make(store: AccessStore, request: Parameters<AccessStore['deviceRequests']['create']>[0] = one) {
  return (await store.deviceRequests.create(request)) ?? assert.fail('the request was not stored');
}

async function poll(store: AccessStore, { deviceCodeHash }: Pick<DeviceRequest, 'deviceCodeHash'> = one) {
  return (await store.deviceRequests.poll(deviceCodeHash, slower))?.outcome;
}

export const deviceRequests = [
  accessStoreCase('device/create', 'finds a request of a device by its user code', async ({ store, replica }) => {
    const scopes = [{ where: [parseRepositoryPattern('team/**')], what: ['pull', 'push'] as const }];
    const more = { scopes, userAgent: 'lading/1.0' };
    const created = await make(store, { ...one, ...more });
    const { id, createdAt, expiresAt, ...others } = created;
    assert.deepEqual(others, { ...values, ...more });
    isUuid7(id);
    isRecent(createdAt);
    assert.equal(expiresAt.getTime() - createdAt.getTime(), 15 * minute * 1000);
    assert.deepEqual(await replica.deviceRequests.find(one.userCodeHash), created);
    for (const other of ['', one.deviceCodeHash, 'a\0b'])
      assert.equal(await store.deviceRequests.find(other), undefined);
  }),
  accessStoreCase('device/codes', 'refuses a code that is in use', async ({ store, replica }) => {
    await make(store);
    for (const other of [{ userCodeHash: 'another' }, { deviceCodeHash: 'another' }])
      assert.equal(await replica.deviceRequests.create({ ...one, ...other }), undefined);
  }),
  accessStoreCase(
    'device/limits',
    'limits the requests of a network and of all',
    async ({ store, replica, advance }) => {
      for (const name of ['a', 'b', 'c']) await make(store, requestOf(name));
      assert.equal(await replica.deviceRequests.create(requestOf('d')), undefined);
      await make(replica, requestOf('e', 'another network'));
      await make(store, requestOf('f', 'a third one'));
      assert.equal(await store.deviceRequests.create(requestOf('g', 'a fourth one')), undefined);
      await store.deviceRequests.decide('user code a', { outcome: 'denied', user: 'ann' });
      await store.deviceRequests.decide('user code b', approval);
      assert.equal(await store.deviceRequests.create(requestOf('h')), undefined);
      assert.equal(await poll(store, requestOf('b')), 'approved');
      await make(replica, requestOf('h'));
      assert.equal(await store.deviceRequests.create(requestOf('i')), undefined);
      await advance(15 * minute + 1);
      await make(store, requestOf('j'));
    },
  ),
  accessStoreCase('device/decide', 'keeps the first decision about a request', async ({ store, replica }) => {
    await make(store);
    const decision = { ...approval, passwordMark: 'mark' };
    const decided = await store.deviceRequests.decide(one.userCodeHash, decision);
    const { at, ...others } = decided?.decision ?? assert.fail('there is no decision');
    assert.deepEqual(others, decision);
    isRecent(at);
    assert.equal(await replica.deviceRequests.find(one.userCodeHash), undefined);
    assert.equal(await replica.deviceRequests.decide(one.userCodeHash, { outcome: 'denied', user: 'ben' }), undefined);
    assert.equal(await replica.deviceRequests.decide('another', approval), undefined);
    const polled = await replica.deviceRequests.poll(one.deviceCodeHash, slower);
    assert.equal(polled?.outcome, 'approved');
    assert.deepEqual(polled?.request, decided);
  }),
  accessStoreCase('device/once', 'gives an approved request to one poll', async ({ store, replica, advance }) => {
    await make(store);
    assert.equal(await poll(replica), 'pending');
    await store.deviceRequests.decide(one.userCodeHash, approval);
    await advance(5);
    assert.equal(await poll(replica), 'approved');
    await advance(5);
    assert.equal(await poll(store), undefined);
    assert.equal(await poll(store, { deviceCodeHash: 'another' }), undefined);
  }),
  accessStoreCase('device/denied', 'says at each poll that a request was denied', async ({ store, advance }) => {
    await make(store);
    await store.deviceRequests.decide(one.userCodeHash, { outcome: 'denied', user: 'ann' });
    assert.equal(await poll(store), 'denied');
    await advance(5);
    assert.equal(await poll(store), 'denied');
  }),
  accessStoreCase(
    'device/slow-down',
    '[A88] makes the interval of a device that polls too fast longer',
    async ({ store, replica, advance }) => {
      await make(store);
      assert.equal(await poll(store), 'pending');
      await advance(3);
      assert.equal(await poll(replica), 'too-fast');
      await advance(7);
      assert.equal((await store.deviceRequests.poll(one.deviceCodeHash, slower))?.request.intervalSeconds, 15);
      await advance(15);
      assert.equal(await poll(replica), 'pending');
      await store.deviceRequests.decide(one.userCodeHash, approval);
      await advance(12);
      assert.equal(await poll(store), 'too-fast');
      await advance(20);
      assert.equal(await poll(store), 'approved');
    },
  ),
  accessStoreCase('device/life', '[A88] says that a request has expired', async ({ store, advance }) => {
    await make(store);
    await make(store, requestOf('approved'));
    await store.deviceRequests.decide('user code approved', approval);
    await advance(15 * minute + 1);
    assert.equal(await store.deviceRequests.find(one.userCodeHash), undefined);
    assert.equal(await store.deviceRequests.decide(one.userCodeHash, approval), undefined);
    assert.equal(await poll(store), 'expired');
    assert.equal(await poll(store, requestOf('approved')), 'expired');
  }),
  accessStoreCase('device/maintain', 'deletes requests that have expired long ago', async ({ store, advance }) => {
    await make(store);
    await advance(20 * minute);
    await make(store, requestOf('later'));
    await store.deviceRequests.maintain(10 * minute);
    assert.equal(await poll(store), 'expired');
    await store.deviceRequests.maintain(4 * minute);
    assert.equal(await poll(store), undefined);
    assert.equal(await poll(store, requestOf('later')), 'pending');
  }),
  accessStoreCase('race/device', 'gives an approved request to one of concurrent polls', async ({ store, replica }) => {
    await make(store);
    await store.deviceRequests.decide(one.userCodeHash, approval);
    const outcomes = await Promise.all(times(10, (index) => poll(index % 2 ? store : replica)));
    assert.deepEqual(
      outcomes.filter((outcome) => outcome !== undefined),
      ['approved'],
    );
  }),
  accessStoreCase('race/device-decision', 'keeps one of concurrent decisions', async ({ store, replica }) => {
    await make(store);
    const decided = await Promise.all(
      times(10, (index) =>
        (index % 2 ? store : replica).deviceRequests.decide(one.userCodeHash, { ...approval, user: `user-${index}` }),
      ),
    );
    const [first, ...others] = decided.filter((request) => request !== undefined);
    assert.deepEqual(others, []);
    assert.deepEqual((await store.deviceRequests.poll(one.deviceCodeHash, slower))?.request, first);
  }),
];
