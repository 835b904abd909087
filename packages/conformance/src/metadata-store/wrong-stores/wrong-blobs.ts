import type { BlobLocation, Digest } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';
import { everything } from './wrong-pages.js';

export const wrongBlobs = [
  wrongStore('gives any repository the blobs of all', ['repository/apart', 'blob/delete', 'blob/find'], (store) => ({
    blobs: {
      find: async (_, digest) => {
        const { items } = await store.blobs.listRepositories(digest, { limit: 1 });
        return items[0] && store.blobs.find(items[0], digest);
      },
    },
  })),
  wrongStore('knows sizes below 4 GiB', ['blob/large'], (store) => ({
    blobs: {
      find: async (repository, digest, options) => {
        const found = await store.blobs.find(repository, digest, options);
        return found && { ...found, size: found.size % 2 ** 32 };
      },
    },
  })),
  wrongStore(
    'finds the last location of a digest',
    ['blob/first-location', 'collection/loser', 'race/one-blob'],
    (store) => {
      const last = new Map<Digest, BlobLocation>();
      return {
        uploads: {
          finish: async (finish) => {
            await store.uploads.finish(finish);
            last.set(finish.blob.digest, finish.blob.location);
          },
        },
        blobs: {
          find: async (repository, digest, options) => {
            const found = await store.blobs.find(repository, digest, options);
            return found && { ...found, location: last.get(digest) ?? found.location };
          },
        },
      };
    },
  ),
  wrongStore(
    'deletes a blob from all repositories',
    ['blob/delete', 'blob/delete-unknown', 'collection/live', 'mount/blob'],
    (store) => ({
      blobs: {
        delete: async (deletion) => {
          const outcome = await store.blobs.delete(deletion);
          for (const repository of (await store.blobs.listRepositories(deletion.digest, { limit: everything })).items)
            await store.blobs.delete({ ...deletion, repository });
          return outcome;
        },
      },
    }),
  ),
  wrongStore(
    'reports a blob as deleted that a manifest references',
    ['blob/referenced', 'race/blob-deletion', 'sparse/late-upload'],
    (store) => ({
      blobs: {
        delete: async (deletion) => {
          const outcome = await store.blobs.delete(deletion);
          return outcome === 'referenced' ? 'deleted' : outcome;
        },
      },
    }),
  ),
  wrongStore(
    'keeps a blob that was ever referenced',
    ['manifest-deletion/blobs', 'blob/referenced', 'sparse/late-upload', 'manifest/thousands-of-references'],
    (store) => {
      const referenced = new Set<Digest>();
      return {
        manifests: {
          put: async (put) => {
            await store.manifests.put(put);
            for (const { digest } of put.manifest.blobs) referenced.add(digest);
          },
        },
        blobs: {
          delete: async (deletion) => (referenced.has(deletion.digest) ? 'referenced' : store.blobs.delete(deletion)),
        },
      };
    },
  ),
  wrongStore('forgets all references with the first manifest', ['sparse/two', 'blob/referenced'], (store) => {
    const blobs = new Map<Digest, readonly Digest[]>();
    const freed = new Set<Digest>();
    return {
      manifests: {
        put: async (put) => {
          blobs.set(
            put.manifest.digest,
            put.manifest.blobs.map(({ digest }) => digest),
          );
          await store.manifests.put(put);
        },
        delete: async (deletion) => {
          for (const digest of blobs.get(deletion.digest) ?? []) freed.add(digest);
          return store.manifests.delete(deletion);
        },
      },
      blobs: {
        delete: async (deletion) => {
          const outcome = await store.blobs.delete(deletion);
          return outcome === 'referenced' && freed.has(deletion.digest) ? 'deleted' : outcome;
        },
      },
    };
  }),
  wrongStore(
    'deletes the blobs of a manifest with it',
    ['manifest-deletion/blobs', 'unreferenced-blob/referenced'],
    (store) => {
      const blobs = new Map<Digest, readonly Digest[]>();
      return {
        manifests: {
          put: async (put) => {
            blobs.set(
              put.manifest.digest,
              put.manifest.blobs.map(({ digest }) => digest),
            );
            await store.manifests.put(put);
          },
          delete: async (deletion) => {
            const isDeleted = await store.manifests.delete(deletion);
            for (const digest of blobs.get(deletion.digest) ?? []) await store.blobs.delete({ ...deletion, digest });
            return isDeleted;
          },
        },
      };
    },
  ),
  wrongStore('finds no blob that was ever deleted', ['blob/again', 'damage/delete', 'collection/again'], (store) => {
    const deleted = new Set<Digest>();
    return {
      blobs: {
        delete: (deletion) => {
          deleted.add(deletion.digest);
          return store.blobs.delete(deletion);
        },
        find: async (repository, digest, options) =>
          deleted.has(digest) ? undefined : store.blobs.find(repository, digest, options),
      },
    };
  }),
  wrongStore('lists the repositories of a blob backwards', ['blob/holders'], (store) => ({
    blobs: {
      listRepositories: async (digest, page) => {
        const { items, hasMore } = await store.blobs.listRepositories(digest, page);
        return { items: items.toReversed(), hasMore };
      },
    },
  })),
];

export const wrongMounts = [
  wrongStore(
    'reports a blob as mounted and does nothing',
    ['mount/blob', 'sparse/late-mount', 'nondistributable/late-mount', 'race/push-deletion', 'race/emptied-repository'],
    (store) => ({ blobs: { mount: ({ from, digest }) => store.blobs.find(from, digest) } }),
  ),
  wrongStore('mounts from a repository that lacks the blob', ['mount/unknown'], (store) => ({
    blobs: {
      mount: async (mount) => {
        const { items } = await store.blobs.listRepositories(mount.digest, { limit: 1 });
        return store.blobs.mount({ ...mount, from: items[0] ?? mount.from });
      },
    },
  })),
  wrongStore('refuses a mount of what is there already', ['mount/again', 'unreferenced-blob/renewed'], (store) => ({
    blobs: {
      mount: async (mount) =>
        (await store.blobs.find(mount.to, mount.digest)) === undefined ? store.blobs.mount(mount) : undefined,
    },
  })),
];
