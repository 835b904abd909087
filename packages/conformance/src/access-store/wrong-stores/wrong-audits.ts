import { type AuditEntry, RegistryError } from '@lading/core';
import { type WrongAccessStore, wrongStore } from './wrong-access-store.js';

/** A store whose audit shows other entries. */
function wrongEntry(
  fault: string,
  caughtBy: readonly string[],
  show: (entry: AuditEntry) => AuditEntry,
): WrongAccessStore {
  return wrongStore(fault, caughtBy, (store) => ({
    audit: {
      read: async (request) => {
        const { items, hasMore } = await store.audit.read(request);
        return { items: items.map(show), hasMore };
      },
    },
  }));
}

/** A store that refuses some events. */
function refusingEvents(
  fault: string,
  caughtBy: readonly string[],
  isRefused: (json: string) => boolean,
): WrongAccessStore {
  return wrongStore(fault, caughtBy, (store) => ({
    audit: {
      append: async (events) => {
        if (isRefused(JSON.stringify(events))) throw new RegistryError('UNAVAILABLE', 'invalid input');
        await store.audit.append(events);
      },
    },
  }));
}

export const wrongAudits: readonly WrongAccessStore[] = [
  wrongEntry('forgets the program of a client', ['audit/append'], ({ userAgent, ...entry }) => entry),
  wrongStore('reads the oldest entry first', ['audit/order', 'audit/append'], (store) => ({
    audit: {
      read: async (request) => {
        const { items, hasMore } = await store.audit.read(request);
        return { items: [...items].reverse(), hasMore };
      },
    },
  })),
  wrongStore('leaves out the first entry of each further page', ['audit/pages', 'audit/filter-pages'], (store) => ({
    audit: {
      read: async (request) => {
        const { items, hasMore } = await store.audit.read(request);
        return { items: request.after === undefined ? items : items.slice(1), hasMore };
      },
    },
  })),
  refusingEvents('refuses an empty list of events', ['audit/none'], (json) => json === '[]'),
  refusingEvents('refuses long text', ['audit/long-text'], (json) => json.length > 5000),
  refusingEvents('refuses events with text that PostgreSQL does not store', ['audit/any-text'], (json) =>
    json.includes('\\u0000'),
  ),
  wrongStore('keeps the events of a change before it is made', ['audit/change', 'change/nothing'], (store) => ({
    change: (work) => store.change((change) => work({ ...change, audit: (event) => void store.audit.append([event]) })),
  })),
  wrongStore('keeps the audit for ever', ['audit/maintain'], () => ({ audit: { maintain: async () => undefined } })),
  wrongStore('ignores the outcome that is asked for', ['audit/filter'], (store) => ({
    audit: { read: ({ filter: { outcome, ...filter } = {}, ...request }) => store.audit.read({ ...request, filter }) },
  })),
  wrongStore('reads entries up to a time, inclusive', ['audit/filter-time'], (store) => ({
    audit: {
      read: ({ filter = {}, ...request }) => {
        const to = filter.to && new Date(filter.to.getTime() + 1);
        return store.audit.read({ ...request, filter: { ...filter, to } });
      },
    },
  })),
  wrongStore('filters only the entries of a page', ['audit/filter-pages'], (store) => ({
    audit: {
      read: async ({ filter, ...request }) => {
        const { items, hasMore } = await store.audit.read(request);
        return { items: items.filter(({ action }) => (filter?.action ?? action) === action), hasMore };
      },
    },
  })),
];

export const wrongCopies: readonly WrongAccessStore[] = [
  wrongEntry('does not copy the address of an author', ['copy/author'], ({ address, ...entry }) => entry),
  wrongEntry('does not copy what a change was about', ['copy/kinds'], ({ detail, ...entry }) => entry),
  wrongStore('copies the last change twice', ['copy/once', 'copy/beside', 'race/copy'], (store) => ({
    audit: {
      copyChanges: async (limit) => {
        const copied = await store.audit.copyChanges(limit);
        if (copied > 0) await store.audit.append((await store.audit.read({ limit: 1 })).items);
        return copied;
      },
    },
  })),
  wrongStore('copies more changes than it is asked for', ['copy/once'], (store) => ({
    audit: { copyChanges: (limit) => store.audit.copyChanges(limit + 1) },
  })),
];
