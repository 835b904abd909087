import { RegistryError, type SessionRecord, type SigningKey } from '@lading/core';
import { type WrongAccessStore, wrongStore } from './wrong-access-store.js';

const everything = 10_000;
const longTime = 1_000_000_000;

export const wrongSessions: readonly WrongAccessStore[] = [
  wrongStore('forgets where a session was opened', ['session/create'], (store) => ({
    sessions: {
      create: ({ address, userAgent, ...session }) => store.sessions.create(session),
    },
  })),
  wrongStore('forgets the password of a session', ['session/create'], (store) => ({
    sessions: { create: ({ passwordMark, ...session }) => store.sessions.create(session) },
  })),
  wrongStore('finds a session by its id after its end', ['session/find'], (store) => {
    const made = new Map<string, SessionRecord>();
    return {
      sessions: {
        create: async (session) => {
          const created = await store.sessions.create(session);
          made.set(created.id, created);
          return created;
        },
        find: async (id) => made.get(id),
      },
    };
  }),
  wrongStore('finds sessions that were not used for long', ['session/idle'], (store) => ({
    sessions: { use: (secretHash) => store.sessions.use(secretHash, longTime) },
  })),
  wrongStore('lets a session live too long', ['session/life', 'session/create'], (store) => ({
    sessions: { create: (session) => store.sessions.create({ ...session, lifeSeconds: session.lifeSeconds * 2 }) },
  })),
  wrongStore('does not record the use of a session', ['session/use'], (store) => ({
    sessions: {
      use: async (secretHash) => {
        const { items } = await store.sessions.list({ limit: everything });
        return items.find((session) => session.secretHash === secretHash);
      },
    },
  })),
  wrongStore('lists the sessions of all users', ['session/list'], (store) => ({
    sessions: { list: ({ user, ...request }) => store.sessions.list(request) },
  })),
  wrongStore('says of every session that it was deleted', ['session/delete'], (store) => ({
    sessions: { delete: async (id) => (await store.sessions.delete(id)) || true },
  })),
  wrongStore('deletes one session of a user', ['session/delete-of'], (store) => ({
    sessions: {
      deleteOf: async (user) => {
        const [first] = (await store.sessions.list({ user, limit: 1 })).items;
        return first !== undefined && (await store.sessions.delete(first.id)) ? 1 : 0;
      },
    },
  })),
  wrongStore('keeps any number of sessions', ['session/most', 'session/most-at-once'], (store) => ({
    sessions: { create: (session) => store.sessions.create({ ...session, most: everything }) },
  })),
  wrongStore('counts the sessions of browsers and clients together', ['session/most-of-kind'], (store) => ({
    sessions: { create: (session) => store.sessions.create({ ...session, kind: 'browser' }) },
  })),
  wrongStore('ends the oldest sessions, although they are in use', ['session/most'], (store) => ({
    sessions: {
      create: async ({ most, ...session }) => {
        const { items } = await store.sessions.list({ user: session.user, limit: everything });
        for (const { id } of items.slice(0, Math.max(0, items.length + 1 - most))) await store.sessions.delete(id);
        return store.sessions.create({ ...session, most });
      },
    },
  })),
  wrongStore('deletes valid sessions before expired ones', ['session/most-live'], (store) => {
    const created: SessionRecord[] = [];
    return {
      sessions: {
        create: async (session) => {
          for (const { id } of created.splice(0, created.length + 1 - session.most)) await store.sessions.delete(id);
          const begun = await store.sessions.create(session);
          created.push(begun);
          return begun;
        },
      },
    };
  }),
  wrongStore('counts sessions before it waits', ['session/most-at-once'], (store) => ({
    sessions: {
      create: async ({ most, ...session }) => {
        const { items } = await store.sessions.list({ user: session.user, limit: everything });
        return store.sessions.create({ ...session, most: items.length < most ? everything : most });
      },
    },
  })),
  wrongStore('deletes sessions that are not over', ['session/maintain'], (store) => ({
    sessions: {
      maintain: async () => {
        for (const { id } of (await store.sessions.list({ limit: everything })).items) await store.sessions.delete(id);
      },
    },
  })),
];

export const wrongFailures: readonly WrongAccessStore[] = [
  wrongStore('counts in the order of the names of keys', ['failure/count'], (store) => ({
    failures: { count: (keys, windowSeconds) => store.failures.count([...keys].sort(), windowSeconds) },
  })),
  wrongStore('counts a repeated secret again', ['failure/repeated', 'race/failures'], (store) => {
    let attempts = 0;
    return {
      failures: {
        record: (keys, secret) => {
          attempts += 1;
          return store.failures.record(keys, `${secret} ${attempts}`);
        },
      },
    };
  }),
  wrongStore('counts what is older than the window', ['failure/window'], (store) => ({
    failures: { count: (keys) => store.failures.count(keys, longTime) },
  })),
  wrongStore('keeps wrong secrets for ever', ['failure/maintain'], () => ({
    failures: { maintain: async () => undefined },
  })),
  wrongStore('refuses long keys', ['failure/any-text'], (store) => ({
    failures: {
      record: async (keys, secret) => {
        if (keys.some((key) => key.length > 2704))
          throw new RegistryError('UNAVAILABLE', 'index row size exceeds maximum');
        await store.failures.record(keys, secret);
      },
    },
  })),
];

export const wrongSigningKeys: readonly WrongAccessStore[] = [
  wrongStore('makes a key without a look at the others', ['key/add'], (store) => ({
    signingKeys: { add: (make) => store.signingKeys.add((_, now) => make([], now)) },
  })),
  wrongStore('gives the newest key first', ['key/order'], (store) => ({
    signingKeys: {
      read: async () => {
        const { now, keys } = await store.signingKeys.read();
        return { now, keys: [...keys].reverse() };
      },
    },
  })),
  wrongStore('gives keys that are dropped', ['key/drop-at', 'key/drop'], (store) => {
    const made: SigningKey[] = [];
    return {
      signingKeys: {
        add: (make) =>
          store.signingKeys.add(async (keys, now) => {
            const key = await make(keys, now);
            if (key !== undefined) made.push(key);
            return key;
          }),
        read: async () => ({ now: (await store.signingKeys.read()).now, keys: made }),
      },
    };
  }),
  wrongStore('says of every key that it was dropped', ['key/drop'], (store) => ({
    signingKeys: { drop: async (kid) => (await store.signingKeys.drop(kid)) || true },
  })),
  wrongStore('deletes keys that are not dropped', ['key/maintain'], (store) => ({
    signingKeys: {
      maintain: async () => {
        for (const { kid } of (await store.signingKeys.read()).keys) await store.signingKeys.drop(kid);
      },
    },
  })),
  wrongStore('hides that a key could not be made', ['key/failure'], (store) => ({
    signingKeys: { add: (make) => store.signingKeys.add(make).catch(() => undefined) },
  })),
  wrongStore('makes keys at the same time', ['race/key'], (store) => ({
    signingKeys: {
      add: async (make) => {
        const { keys, now } = await store.signingKeys.read();
        const made = await make(keys, now);
        await store.signingKeys.add(async () => made);
      },
    },
  })),
];
