import type { BlobRecord, Digest, RepositoryName } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';

export const wrongDamage = [
  wrongStore('finds a damaged blob', ['damage/absent', 'damage/once'], (store) => {
    const found = new Map<string, BlobRecord>();
    const keep = (repository: RepositoryName, record: BlobRecord | undefined) => {
      if (record !== undefined) found.set(`${repository} ${record.digest}`, record);
      return record;
    };
    return {
      blobs: {
        mount: async (mount) => keep(mount.to, await store.blobs.mount(mount)),
        find: async (repository, digest, options) =>
          keep(repository, await store.blobs.find(repository, digest, options)) ?? found.get(`${repository} ${digest}`),
        markDamaged: async (blob) => {
          const { items } = await store.blobs.listRepositories(blob.digest, { limit: 1 });
          return items.length > 0;
        },
      },
    };
  }),
  wrongStore('marks whatever has the digest as damaged', ['damage/once', 'damage/late-report'], (store) => ({
    blobs: {
      markDamaged: async ({ digest, location }) => {
        const { items } = await store.blobs.listRepositories(digest, { limit: 1 });
        const found = items[0] && (await store.blobs.find(items[0], digest));
        return store.blobs.markDamaged({ digest, location: found?.location ?? location });
      },
    },
  })),
  wrongStore('marks a blob for each caller', ['damage/once', 'damage/race'], (store) => ({
    blobs: { markDamaged: (blob) => store.blobs.markDamaged(blob).then(() => true) },
  })),
  wrongStore('accepts manifests that list a damaged blob', ['damage/references'], (store) => {
    let isDamaged = false;
    return {
      blobs: {
        markDamaged: (blob) => {
          isDamaged = true;
          return store.blobs.markDamaged(blob);
        },
      },
      manifests: {
        put: (put) =>
          store.manifests.put({ ...put, ...(isDamaged && { allowMissing: { blobs: true, children: true } }) }),
      },
    };
  }),
  wrongStore(
    'never repairs a damaged blob',
    ['damage/repair', 'damage/sparse', 'damage/delete', 'damage/asked', 'damage/late-report', 'damage/unclaimed'],
    (store) => {
      const damaged = new Set<Digest>();
      return {
        blobs: {
          markDamaged: (blob) => {
            damaged.add(blob.digest);
            return store.blobs.markDamaged(blob);
          },
          find: async (repository, digest, options) =>
            damaged.has(digest) ? undefined : store.blobs.find(repository, digest, options),
        },
      };
    },
  ),
  wrongStore('trusts the bytes that it knows', ['damage/asked', 'damage/changed-while-asked'], (store) => ({
    uploads: { finish: ({ isStored, ...finish }) => store.uploads.finish(finish) },
  })),
  wrongStore('asks about known bytes once', ['damage/changed-while-asked'], (store) => ({
    uploads: {
      finish: ({ isStored, ...finish }) => {
        let answer: Promise<boolean> | undefined;
        const askOnce = (known: BlobRecord) => {
          answer ??= isStored?.(known) ?? Promise.resolve(true);
          return answer;
        };
        return store.uploads.finish({ ...finish, ...(isStored && { isStored: askOnce }) });
      },
    },
  })),
  wrongStore('takes a failed question for a yes', ['damage/unanswered'], (store) => ({
    uploads: {
      finish: ({ isStored, ...finish }) =>
        store.uploads.finish({
          ...finish,
          ...(isStored && { isStored: (known) => isStored(known).catch(() => true) }),
        }),
    },
  })),
];
