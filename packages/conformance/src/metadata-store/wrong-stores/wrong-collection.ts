import type { BlobLocation, Digest } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';

export const wrongCollections = [
  wrongStore('gives trash to everybody', ['collection/trash', 'race/claims'], (store) => {
    const given = new Set<BlobLocation>();
    return {
      collection: {
        claimTrash: async (limit, leaseSeconds) => {
          for (const location of await store.collection.claimTrash(limit, leaseSeconds)) given.add(location);
          return [...given].slice(0, limit);
        },
      },
    };
  }),
  wrongStore('gives all trash at once', ['collection/limit'], (store) => ({
    collection: { claimTrash: (_, leaseSeconds) => store.collection.claimTrash(1000, leaseSeconds) },
  })),
  wrongStore(
    'gives the bytes of live blobs',
    [
      ...['collection/live', 'collection/loser', 'collection/again', 'race/push-deletion', 'race/one-blob'],
      ...['race/finish-collection', 'unreferenced-blob/repositories'],
    ],
    (store) => {
      const locations: BlobLocation[] = [];
      return {
        uploads: {
          finish: async (finish) => {
            await store.uploads.finish(finish);
            locations.push(finish.blob.location);
          },
        },
        collection: {
          claimTrash: async (limit, leaseSeconds) => {
            await store.collection.claimTrash(limit, leaseSeconds);
            return locations;
          },
        },
      };
    },
  ),
  wrongStore('gives the bytes of a writer that may be writing', ['collection/staged'], (store) => {
    const staged: BlobLocation[] = [];
    return {
      uploads: {
        claim: async ({ locate, ...claim }) =>
          store.uploads.claim({
            ...claim,
            ...(locate && {
              locate: (state) => {
                const location = locate(state);
                staged.push(location);
                return location;
              },
            }),
          }),
      },
      collection: {
        claimTrash: async (limit, leaseSeconds) => [
          ...(await store.collection.claimTrash(limit, leaseSeconds)),
          ...staged.splice(0),
        ],
      },
    };
  }),
  wrongStore(
    'never gives bytes that were only staged',
    ['collection/staged', 'collection/staged-twice', 'collection/no-return'],
    (store) => {
      const finished = new Set<BlobLocation>();
      return {
        uploads: {
          finish: async (finish) => {
            await store.uploads.finish(finish);
            finished.add(finish.blob.location);
          },
        },
        collection: {
          claimTrash: async (limit, leaseSeconds) =>
            (await store.collection.claimTrash(limit, leaseSeconds)).filter((location) => finished.has(location)),
        },
      };
    },
  ),
  wrongStore('forgets locations that nobody was given', ['collection/only-claimed'], (store) => {
    const forgotten = new Set<Digest>();
    return {
      collection: {
        forgetLocation: async (location) => {
          forgotten.add(location.slice(0, location.lastIndexOf('/')) as Digest);
          await store.collection.forgetLocation(location);
        },
      },
      blobs: {
        find: async (repository, digest, options) =>
          forgotten.has(digest) ? undefined : store.blobs.find(repository, digest, options),
      },
    };
  }),
];

export const wrongUnreferencedBlobs = [
  wrongStore(
    'collects nothing',
    [
      ...['unreferenced-blob/lease', 'unreferenced-blob/repositories', 'unreferenced-blob/limit', 'change/blob'],
      'unreferenced-blob/referenced',
    ],
    () => ({ collection: { deleteUnreferencedBlobs: async () => 0 } }),
  ),
  wrongStore(
    'collects without looking at leases',
    ['unreferenced-blob/lease', 'unreferenced-blob/renewed'],
    (store) => {
      const seen = new Set<Digest>();
      return {
        collection: {
          deleteUnreferencedBlobs: async (_, by) => {
            let count = 0;
            for (const repository of (await store.repositories.list({ limit: 100 })).items)
              for (const digest of seen)
                if ((await store.blobs.delete({ repository, digest, by })) === 'deleted') count++;
            return count;
          },
        },
        uploads: {
          finish: async (finish) => {
            seen.add(finish.blob.digest);
            await store.uploads.finish(finish);
          },
        },
      };
    },
  ),
  wrongStore('collects what a manifest references', ['race/collection', 'unreferenced-blob/repositories'], (store) => {
    const [seen, collected] = [new Set<Digest>(), new Set<Digest>()];
    return {
      uploads: {
        finish: async (finish) => {
          seen.add(finish.blob.digest);
          await store.uploads.finish(finish);
        },
      },
      collection: {
        deleteUnreferencedBlobs: (limit, by) => {
          for (const digest of seen) collected.add(digest);
          return store.collection.deleteUnreferencedBlobs(limit, by);
        },
      },
      blobs: {
        find: async (repository, digest, options) =>
          collected.has(digest) ? undefined : store.blobs.find(repository, digest, options),
      },
    };
  }),
  wrongStore('collects more than was asked for', ['unreferenced-blob/limit'], (store) => ({
    collection: { deleteUnreferencedBlobs: (_, by) => store.collection.deleteUnreferencedBlobs(1000, by) },
  })),
];
