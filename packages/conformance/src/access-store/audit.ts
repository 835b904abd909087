import assert from 'node:assert/strict';
import type { AuditEvent } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { isRecent, isUuid7 } from './assertions.js';
import { eventOf, times } from './content.js';
import { walk } from './walk.js';

const full: AuditEvent = {
  action: 'access.refused',
  outcome: 'refused',
  actor: { kind: 'robot', name: 'ci' },
  credential: '01900000-0000-7000-8000-000000000000',
  rule: 'lading.yaml: access.rules[2]',
  repository: 'team/app',
  target: 'latest',
  address: '2001:db8::1',
  userAgent: 'docker/28.0',
  requestId: 'request 1',
  detail: { missing: 'push', nested: { list: [1, null, 'Zoë 🐢'] } },
};
const minimal: AuditEvent = { action: 'sign-in', outcome: 'done', actor: { kind: 'anonymous' } };

export const audit = [
  accessStoreCase(
    'audit/append',
    'keeps every member of an event, with an id and the time',
    async ({ store, replica }) => {
      await store.audit.append([full]);
      await replica.audit.append([minimal]);
      const { items } = await replica.audit.read({ limit: 10 });
      assert.deepEqual(
        items.map(({ id, at, ...event }) => event),
        [minimal, full],
      );
      for (const { id, at } of items) {
        isUuid7(id);
        isRecent(at);
      }
    },
  ),
  accessStoreCase('audit/order', 'reads the newest entry first', async ({ store, replica }) => {
    const actions = times(30, (index) => `action.${index}`);
    await store.audit.append(actions.slice(0, 12).map((action) => eventOf(action)));
    for (const action of actions.slice(12, 18)) await replica.audit.append([eventOf(action)]);
    await store.change(async (change) => {
      for (const action of actions.slice(18)) change.audit(eventOf(action));
    });
    const { items } = await store.audit.read({ limit: 100 });
    assert.deepEqual(
      items.map(({ action }) => action),
      actions.reverse(),
    );
    assert.deepEqual(
      items.map(({ id }) => id),
      items
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  }),
  accessStoreCase('audit/pages', 'reads the audit in parts', async ({ store }) => {
    for (const part of times(3, (index) => index))
      await store.audit.append(times(5, (index) => eventOf(`action.${part}.${index}`)));
    const { items } = await store.audit.read({ limit: 100 });
    assert.equal(items.length, 15);
    for (const limit of [1, 4, 15, 20])
      assert.deepEqual(
        await walk(
          (page) => store.audit.read(page),
          limit,
          ({ id }) => id,
        ),
        items,
      );
  }),
  accessStoreCase('audit/none', 'accepts an empty list of events', async ({ store }) => {
    await store.audit.append([]);
    assert.deepEqual(await store.audit.read({ limit: 1 }), { items: [], hasMore: false });
  }),
  accessStoreCase('audit/long-text', 'shortens what a client may send at any length', async ({ store }) => {
    const long = (length: number) => times(length, (index) => String.fromCharCode(33 + ((index * 7919) % 90))).join('');
    const event = {
      ...full,
      actor: { kind: 'user', name: long(9000) },
      userAgent: long(9000),
      target: long(9000),
    } as const;
    await store.audit.append([event]);
    const [entry] = (await store.audit.read({ limit: 1 })).items;
    assert.equal(entry?.userAgent, event.userAgent.slice(0, 256));
    assert.equal(entry?.actor.name, event.actor.name.slice(0, 512));
    assert.equal(entry?.target, event.target.slice(0, 512));
  }),
  accessStoreCase('audit/any-text', 'accepts any text', async ({ store }) => {
    for (const text of ['Zoë 🐢', 'a\0b', '\ud800', '"\\', '\r\n\u001b[31m', '']) {
      const event = eventOf(text, {
        actor: { kind: 'user', name: text },
        userAgent: text,
        target: text,
        detail: { [text]: [text] },
      });
      await assert.doesNotReject(store.audit.append([event]));
    }
    const [first] = (await store.audit.read({ limit: 10 })).items.slice(-1);
    assert.deepEqual([first?.actor.name, first?.detail], ['Zoë 🐢', { 'Zoë 🐢': ['Zoë 🐢'] }]);
    const filter = { action: 'a\0b', actor: '\ud800', repository: 'a\0b' };
    await assert.doesNotReject(store.audit.read({ limit: 1, filter }));
  }),
  accessStoreCase(
    'audit/change',
    'keeps the events of a change if and only if it is made',
    async ({ store, replica }) => {
      await store.change(async (change) => change.audit(full));
      await assert.rejects(
        store.change(async (change) => {
          change.audit(minimal);
          throw new Error('changed my mind');
        }),
      );
      await store.change(async (change) => {
        change.audit(minimal);
        const { items } = await replica.audit.read({ limit: 10 });
        assert.deepEqual(
          items.map(({ action }) => action),
          [full.action],
        );
      });
      const { items } = await replica.audit.read({ limit: 10 });
      assert.deepEqual(
        items.map(({ id, at, ...event }) => event),
        [minimal, full],
      );
    },
  ),
  accessStoreCase('audit/maintain', 'deletes entries of long ago and keeps recent ones', async ({ store, advance }) => {
    const day = 24 * 3600;
    await store.audit.append([eventOf('old')]);
    await advance(70 * day);
    await store.audit.append([eventOf('recent')]);
    await advance(2 * day);
    await store.audit.append([eventOf('new')]);
    const actions = async () => (await store.audit.read({ limit: 10 })).items.map(({ action }) => action);
    await store.audit.maintain(100 * day);
    assert.deepEqual(await actions(), ['new', 'recent', 'old']);
    await store.audit.maintain(20 * day);
    assert.deepEqual(await actions(), ['new', 'recent']);
    await store.audit.append([eventOf('newest')]);
    assert.deepEqual(await actions(), ['newest', 'new', 'recent']);
  }),
];
