import { isRegistryError, RegistryError, type RepositoryName, type UploadId, type UploadSession } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';

const empty = { size: 0, store: {} };

export const wrongUploads = [
  wrongStore('finds the sessions of any repository', ['upload/find', 'upload/unknown'], (store) => {
    const repositories = new Map<UploadId, RepositoryName>();
    const of = (id: UploadId, repository: RepositoryName) => repositories.get(id) ?? repository;
    return {
      uploads: {
        create: (session, ...others) => {
          repositories.set(session.id, session.repository);
          return store.uploads.create(session, ...others);
        },
        find: (repository, id) => store.uploads.find(of(id, repository), id),
        claim: (claim) => store.uploads.claim({ ...claim, repository: of(claim.id, claim.repository) }),
      },
    };
  }),
  wrongStore(
    'forgets the state that a writer reached',
    ['upload/state', 'upload-closing/cancel-by-writer'],
    (store) => ({
      uploads: { release: (id, writer) => store.uploads.release(id, writer, empty) },
    }),
  ),
  wrongStore('has two writers in one session', ['upload/busy', 'race/one-session'], (store) => ({
    uploads: {
      claim: async (request) => {
        const claim = await store.uploads.claim(request);
        return claim.outcome === 'busy' ? { ...claim, outcome: 'claimed' } : claim;
      },
    },
  })),
  wrongStore(
    'renews claims that were lost',
    [
      ...['upload/takeover', 'upload/renew-together', 'upload/busy', 'upload/unknown', 'upload-closing/over'],
      ...['upload-closing/cancel', 'dead-upload/expired'],
    ],
    (store) => ({ uploads: { renewClaim: (...claim) => store.uploads.renewClaim(...claim).then(() => true) } }),
  ),
  wrongStore('counts sessions that are over', ['upload/count'], (store) => {
    const clients: (string | undefined)[] = [];
    return {
      uploads: {
        create: (session, idleSeconds, client) => {
          clients.push(client);
          return store.uploads.create(session, idleSeconds, client);
        },
        count: async (atMost, client) =>
          Math.min(atMost, clients.filter((each) => client === undefined || each === client).length),
      },
    };
  }),
  wrongStore(
    'keeps sessions for ever',
    ['upload/expiry', 'upload/count', 'dead-upload/claim', 'dead-upload/expired', 'collection/no-return'],
    (store) => ({
      uploads: { create: (session, _, client) => store.uploads.create(session, 1_000_000, client) },
    }),
  ),
  wrongStore('ends a session under a long claim', ['upload/long-claim'], (store) => {
    const idle = new Map<UploadId, number>();
    return {
      uploads: {
        create: (session, idleSeconds, client) => {
          idle.set(session.id, idleSeconds);
          return store.uploads.create(session, idleSeconds, client);
        },
        claim: (claim) =>
          store.uploads.claim({ ...claim, leaseSeconds: Math.min(claim.leaseSeconds, idle.get(claim.id) ?? 0) }),
      },
    };
  }),
];

export const wrongClosings = [
  wrongStore(
    'reports a session as closed that it did not close',
    [
      ...['upload-closing/unclaimed', 'upload-closing/over', 'upload-closing/not-staged', 'upload-closing/cancel'],
      ...['upload/takeover', 'damage/unclaimed', 'dead-upload/expired', 'collection/no-return'],
    ],
    (store) => ({
      uploads: {
        finish: (finish) =>
          store.uploads.finish(finish).catch((error: unknown) => {
            if (!isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN')) throw error;
          }),
      },
    }),
  ),
  wrongStore('forgets which digest a session was closed with', ['upload-closing/finish'], (store) => ({
    uploads: {
      claim: async (request) => {
        const claim = await store.uploads.claim(request);
        return claim.outcome === 'finished' ? { outcome: 'unknown' } : claim;
      },
    },
  })),
  wrongStore('lets only the first writer close a session', ['upload-closing/retry'], (store) => {
    const first = new Map<UploadId, string>();
    return {
      uploads: {
        claim: (claim) => {
          if (!first.has(claim.id)) first.set(claim.id, claim.writer);
          return store.uploads.claim(claim);
        },
        finish: async (finish) => {
          if (first.get(finish.id) !== finish.writer) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'another writer');
          await store.uploads.finish(finish);
        },
      },
    };
  }),
  wrongStore('locates the state of an empty upload', ['upload-closing/locate'], (store) => ({
    uploads: {
      claim: ({ locate, ...claim }) =>
        store.uploads.claim({ ...claim, ...(locate && { locate: () => locate(empty) }) }),
    },
  })),
  wrongStore('does not cancel a session that is claimed', ['upload-closing/cancel'], (store) => {
    const claimed = new Set<UploadId>();
    return {
      uploads: {
        claim: (claim) => {
          claimed.add(claim.id);
          return store.uploads.claim(claim);
        },
        cancel: async (repository, id, writer) =>
          claimed.has(id) ? undefined : store.uploads.cancel(repository, id, writer),
      },
    };
  }),
  wrongStore('ends the upload of another writer', ['upload-closing/cancel-by-writer'], (store) => ({
    uploads: { cancel: (repository, id) => store.uploads.cancel(repository, id) },
  })),
  wrongStore(
    'cancels a session that is closed',
    ['upload-closing/cancel-of-closed', 'upload-closing/over', 'race/finish-cancel'],
    (store) => {
      const sessions = new Map<UploadId, UploadSession>();
      return {
        uploads: {
          create: (session, ...others) => {
            sessions.set(session.id, session);
            return store.uploads.create(session, ...others);
          },
          cancel: async (repository, id, writer) =>
            (await store.uploads.cancel(repository, id, writer)) ?? sessions.get(id),
        },
      };
    },
  ),
];

export const wrongDeadUploads = [
  wrongStore('gives dead sessions to everybody', ['dead-upload/claim', 'race/claims'], (store) => {
    const given = new Map<UploadId, UploadSession>();
    return {
      uploads: {
        claimDead: async (limit, leaseSeconds) => {
          for (const session of await store.uploads.claimDead(limit, leaseSeconds)) given.set(session.id, session);
          return [...given.values()].slice(0, limit);
        },
      },
    };
  }),
  wrongStore('gives all dead sessions at once', ['dead-upload/limit'], (store) => ({
    uploads: { claimDead: (_, leaseSeconds) => store.uploads.claimDead(1000, leaseSeconds) },
  })),
  wrongStore('gives closed sessions as dead ones', ['dead-upload/finished', 'upload-closing/over'], (store) => {
    const closed: UploadSession[] = [];
    return {
      uploads: {
        finish: async (finish) => {
          await store.uploads.finish(finish);
          closed.push({ id: finish.id, repository: finish.repository, state: empty });
        },
        claimDead: async (limit, leaseSeconds) => [...closed, ...(await store.uploads.claimDead(limit, leaseSeconds))],
      },
    };
  }),
];
