import assert from 'node:assert/strict';
import type { AccessStore, AuditRequest } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';
import { eventOf, times } from './content.js';
import { walk } from './walk.js';

type Filter = NonNullable<AuditRequest['filter']>;

async function targets(store: AccessStore, filter: Filter): Promise<(string | undefined)[]> {
  return (await store.audit.read({ limit: 100, filter })).items.map(({ target }) => target);
}

export const auditFilters = [
  accessStoreCase('audit/filter', 'reads entries that have all of what is asked for', async ({ store }) => {
    await store.audit.append([
      eventOf('sign-in', { target: '0' }),
      eventOf('sign-in', { target: '1', actor: { kind: 'robot', name: 'ci' } }),
      eventOf('tag.set', { target: '2', repository: 'team/app' }),
      eventOf('tag.set', { target: '3', repository: 'team/ap', outcome: 'refused' }),
      eventOf('tag.set', { target: '4', repository: 'team/app', actor: { kind: 'anonymous' } }),
    ]);
    assert.deepEqual(await targets(store, {}), ['4', '3', '2', '1', '0']);
    assert.deepEqual(await targets(store, { action: 'sign-in' }), ['1', '0']);
    assert.deepEqual(await targets(store, { action: 'sign' }), []);
    assert.deepEqual(await targets(store, { actor: 'ann' }), ['3', '2', '0']);
    assert.deepEqual(await targets(store, { repository: 'team/app' }), ['4', '2']);
    assert.deepEqual(await targets(store, { outcome: 'refused' }), ['3']);
    assert.deepEqual(
      await targets(store, { action: 'tag.set', actor: 'ann', repository: 'team/app', outcome: 'done' }),
      ['2'],
    );
  }),
  accessStoreCase('audit/filter-time', 'reads entries from one time to before another', async ({ store, advance }) => {
    for (const target of ['0', '1', '2']) {
      await store.audit.append([eventOf('sign-in', { target })]);
      await advance(3600);
    }
    const [, middle, first] = (await store.audit.read({ limit: 10 })).items;
    assert.ok(middle && first);
    assert.deepEqual(await targets(store, { from: middle.at }), ['2', '1']);
    assert.deepEqual(await targets(store, { to: middle.at }), ['0']);
    assert.deepEqual(await targets(store, { from: first.at, to: middle.at }), ['0']);
    assert.deepEqual(await targets(store, { from: middle.at, to: middle.at }), []);
  }),
  accessStoreCase('audit/filter-pages', 'reads filtered entries in parts', async ({ store }) => {
    await store.audit.append(
      times(20, (index) => eventOf(index % 3 ? 'sign-in' : 'tag.set', { target: String(index) })),
    );
    const filter = { action: 'sign-in' };
    const { items } = await store.audit.read({ limit: 100, filter });
    assert.equal(items.length, 13);
    for (const limit of [1, 5, 13])
      assert.deepEqual(
        await walk(
          (page) => store.audit.read({ ...page, filter }),
          limit,
          ({ id }) => id,
        ),
        items,
      );
  }),
];
