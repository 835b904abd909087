import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Change, ChangeEvent, ChangesRequest, MetadataStore, RepositoryName } from '@lading/core';
import { by, imageOf, tag } from './content.js';

const pagesAtMost = 1000;

/** A repository whose last change is readable when all changes before it are. */
const marker = 'conformance/marker' as RepositoryName;

/** Reads all changes so far, in pages. Waits until all of them are readable. */
export async function allChanges(
  store: MetadataStore,
  request: Partial<ChangesRequest> = {},
): Promise<readonly Change[]> {
  await untilReadable(store);
  return (await readAll(store, request)).filter(({ repository }) => repository !== marker);
}

/** Transactions of other clients, even in other databases, can delay when a change becomes readable. */
async function untilReadable(store: MetadataStore): Promise<void> {
  const last = randomUUID();
  const manifest = imageOf(last);
  await store.manifests.put({ repository: marker, manifest, tags: [tag(last)], by: { ...by, requestId: last } });
  const isLast = (change: Change) =>
    change.requestId === last || ('digest' in change && change.digest === manifest.digest);
  while (!(await readAll(store, { repository: marker })).some(isLast)) await pause(20);
}

async function readAll(store: MetadataStore, request: Partial<ChangesRequest>): Promise<readonly Change[]> {
  const all: Change[] = [];
  for (let page = 0; page < pagesAtMost; page++) {
    const after = all.at(-1)?.position ?? request.after;
    const { items, hasMore } = await store.changes.read({
      limit: 100,
      ...request,
      ...(after !== undefined && { after }),
    });
    all.push(...items);
    if (!hasMore) return all;
  }
  return assert.fail('the log has no end');
}

/** What happened, without position, time, place and author. */
export async function eventsOf(store: MetadataStore, repository?: RepositoryName): Promise<readonly ChangeEvent[]> {
  const changes = await allChanges(store, repository === undefined ? {} : { repository });
  return changes.map(({ position, at, repository, actor, requestId, ...event }) => event as ChangeEvent);
}
