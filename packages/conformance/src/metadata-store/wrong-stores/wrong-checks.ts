import {
  type ChangeCheck,
  type ChangeView,
  isRegistryError,
  type MetadataStore,
  type RepositoryName,
} from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';

/** A repository as it is now, without a transaction. */
function viewOf({ tags, manifests, referrers }: MetadataStore, repository: RepositoryName): ChangeView {
  return {
    countTags: async (atMost) => (await tags.list(repository, { limit: atMost })).items.length,
    listTags: (page) => tags.list(repository, page),
    findManifest: (reference) => manifests.find(repository, reference),
    listReferrers: (subject, request) => referrers.list(repository, subject, request),
  };
}

export const wrongChecks = [
  wrongStore('checks a push before it has its locks', ['race/check'], (store) => ({
    manifests: {
      put: async ({ check, ...put }) => {
        const { repository, manifest } = put;
        const tags = await Promise.all(
          put.tags.map(async (tag) => {
            const found = await store.manifests.find(repository, { kind: 'tag', tag });
            return { tag, ...(found && { from: found.digest }), to: manifest.digest };
          }),
        );
        await check?.(viewOf(store, repository), { kind: 'manifest.push', repository, manifest, tags });
        await store.manifests.put(put);
      },
    },
  })),
  wrongStore('asks no check about deletions', ['check/delete', 'check/refused'], (store) => ({
    tags: { delete: ({ check, ...deletion }) => store.tags.delete(deletion) },
    manifests: { delete: ({ check, ...deletion }) => store.manifests.delete(deletion) },
    blobs: { delete: ({ check, ...deletion }) => store.blobs.delete(deletion) },
  })),
  wrongStore('checks a push after it is stored', ['check/push', 'check/refused', 'check/first-push'], (store) => ({
    manifests: {
      put: async ({ check, ...put }) => {
        await store.manifests.put(put);
        const { repository, manifest, tags } = put;
        const moves = tags.map((tag) => ({ tag, to: manifest.digest }));
        await check?.(viewOf(store, repository), { kind: 'manifest.push', repository, manifest, tags: moves });
      },
    },
  })),
  wrongStore('asks about what is refused anyway', ['check/last'], (store) => ({
    tags: {
      delete: async (deletion) => {
        const { repository, tag, check } = deletion;
        const found = await store.manifests.find(repository, { kind: 'tag', tag });
        const change = {
          kind: 'tag.delete',
          repository,
          tag,
          from: found?.digest ?? 'sha256:0',
        } as Parameters<ChangeCheck>[1];
        await check?.(viewOf(store, repository), change);
        return store.tags.delete(deletion);
      },
    },
  })),
  wrongStore('makes a change whose check fails without a RegistryError', ['check/failed'], (store) => ({
    tags: {
      delete: ({ check, ...deletion }) =>
        store.tags.delete({
          ...deletion,
          ...(check && {
            check: (view, change) =>
              check(view, change).catch((error) => {
                if (isRegistryError(error)) throw error;
              }),
          }),
        }),
    },
  })),
  wrongStore('lets a check read after its end', ['check/over'], (store) => ({
    manifests: {
      put: ({ check, ...put }) =>
        store.manifests.put({
          ...put,
          check: check && ((_, change) => check(viewOf(store, put.repository), change)),
        }),
    },
  })),
];
