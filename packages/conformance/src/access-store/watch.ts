import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccessStore } from '@lading/core';
import { accessStoreCase } from './access-store-case.js';

const attempts = 50;

/** Makes changes until one is noticed: a watcher may need a while to begin. */
async function isNoticed(store: AccessStore, count: () => number): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = count();
    await store.change(async () => undefined);
    for (let wait = 0; wait < 10 && count() === before; wait++) await pause(10);
    if (count() > before) return true;
  }
  return false;
}

export const watch = [
  accessStoreCase('watch/notice', 'notices the changes of all replicas', async ({ store, replica }) => {
    const watching = new AbortController();
    let notices = 0;
    store.watch(() => {
      notices += 1;
    }, watching.signal);
    // The first notice may be that of its begin.
    for (const on of [replica, store, replica, replica]) assert.ok(await isNoticed(on, () => notices));
    watching.abort();
  }),
  accessStoreCase('watch/end', 'notices nothing any more when the signal fires', async ({ store, replica }) => {
    const [ended, watching] = [new AbortController(), new AbortController()];
    const notices = { ended: 0, watching: 0 };
    store.watch(() => {
      notices.ended += 1;
    }, ended.signal);
    store.watch(() => {
      notices.watching += 1;
    }, watching.signal);
    for (const key of ['ended', 'watching', 'ended'] as const) assert.ok(await isNoticed(replica, () => notices[key]));
    ended.abort();
    const before = notices.ended;
    for (const on of [replica, store]) assert.ok(await isNoticed(on, () => notices.watching));
    assert.equal(notices.ended, before);
    watching.abort();
  }),
  accessStoreCase('watch/ended', 'does not watch for a signal that has fired', async ({ store }) => {
    const watching = new AbortController();
    const notices = { ended: 0, watching: 0 };
    store.watch(() => {
      notices.ended += 1;
    }, AbortSignal.abort());
    store.watch(() => {
      notices.watching += 1;
    }, watching.signal);
    assert.ok(await isNoticed(store, () => notices.watching));
    assert.equal(notices.ended, 0);
    watching.abort();
  }),
];
