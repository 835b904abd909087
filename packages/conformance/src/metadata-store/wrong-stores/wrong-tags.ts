import type { ManifestRecord, Tag } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';
import { everything, pagedByNumber, sortedAsWords } from './wrong-pages.js';

export const wrongTags = [
  wrongStore('sorts tags as people do', ['tag/order', 'tag/after'], (store) => ({
    tags: { list: (repository, page) => sortedAsWords((all) => store.tags.list(repository, all))(page) },
  })),
  wrongStore('always says that more follows', ['tag/has-more'], (store) => ({
    tags: { list: async (repository, page) => ({ ...(await store.tags.list(repository, page)), hasMore: true }) },
  })),
  wrongStore('finds the next tags by their number', ['tag/paging'], (store) => {
    const paged = pagedByNumber<Tag>(String);
    return { tags: { list: (repository, page) => paged((all) => store.tags.list(repository, all), page) } };
  }),
  wrongStore('leaves tags behind when their manifest is deleted', ['manifest-deletion/tags'], (store) => {
    const orphans: Tag[] = [];
    return {
      manifests: {
        delete: async (deletion) => {
          orphans.push(...(await store.tags.list(deletion.repository, { limit: everything })).items);
          return store.manifests.delete(deletion);
        },
      },
      tags: {
        list: async (repository, page) => {
          const { items, hasMore } = await store.tags.list(repository, page);
          return { items: [...new Set([...items, ...orphans])].sort(), hasMore };
        },
      },
    };
  }),
  wrongStore('sets the first of several tags', ['manifest/tags', 'race/one-tag'], (store) => ({
    manifests: { put: (put) => store.manifests.put({ ...put, tags: put.tags.slice(0, 1) }) },
  })),
  wrongStore('never moves a tag', ['manifest/tags', 'race/if-match', 'tag-condition/put'], (store) => ({
    manifests: {
      put: async (put) => {
        const { items } = await store.tags.list(put.repository, { limit: everything });
        await store.manifests.put({ ...put, tags: put.tags.filter((tag) => !items.includes(tag)) });
      },
    },
  })),
  wrongStore('sets each tag by itself', ['race/one-tag', 'tag-condition/all'], (store) => ({
    manifests: {
      put: async (put) => {
        if (put.tags.length < 2) return store.manifests.put(put);
        for (const tag of put.tags) await store.manifests.put({ ...put, tags: [tag] });
      },
    },
  })),
  wrongStore('deletes a manifest with its last tag', ['tag/delete'], (store) => ({
    tags: {
      delete: async (deletion) => {
        const { repository, tag, by } = deletion;
        const found = await store.manifests.find(repository, { kind: 'tag', tag });
        const isDeleted = await store.tags.delete(deletion);
        const { items } = await store.tags.list(repository, { limit: 1 });
        if (found && items.length === 0) await store.manifests.delete({ repository, digest: found.digest, by });
        return isDeleted;
      },
    },
  })),
  wrongStore(
    'finds a tag whose manifest is deleted',
    ['manifest-deletion/tags', 'race/put-delete', 'tag/delete'],
    (store) => {
      const records = new Map<Tag, ManifestRecord>();
      return {
        manifests: {
          put: async (put) => {
            await store.manifests.put(put);
            const { digest, mediaType, bytes } = put.manifest;
            for (const tag of put.tags) records.set(tag, { digest, mediaType, size: bytes.byteLength });
          },
          find: async (repository, reference) =>
            reference.kind === 'tag' ? records.get(reference.tag) : store.manifests.find(repository, reference),
        },
      };
    },
  ),
];

export const wrongTagConditions = [
  wrongStore('checks that a tag is absent and sets it later', ['race/if-none-match', 'tag-condition/put'], (store) => ({
    manifests: {
      put: async ({ require, ...put }) => {
        for (const tag of put.tags) {
          const found = await store.manifests.find(put.repository, { kind: 'tag', tag });
          if (require?.condition?.ifNoneMatch === '*' && found) await store.manifests.put({ ...put, require });
        }
        await store.manifests.put(put);
      },
    },
  })),
  wrongStore('checks where a tag points and moves it later', ['race/if-match'], (store) => ({
    manifests: {
      put: async ({ require, ...put }) => {
        for (const tag of put.tags) {
          const found = await store.manifests.find(put.repository, { kind: 'tag', tag });
          const ifMatch = require?.condition?.ifMatch;
          const isMet = ifMatch === undefined || (found && ifMatch.includes(found.digest));
          if (!isMet) return store.manifests.put({ ...put, require });
        }
        await store.manifests.put(put);
      },
    },
  })),
  wrongStore('ignores the condition of a deletion', ['tag-condition/delete', 'change/refused'], (store) => ({
    tags: { delete: ({ require, ...deletion }) => store.tags.delete(deletion) },
  })),
  wrongStore('has no limit of tags', ['tag-limit/put', 'tag-limit/order', 'race/tag-limit'], (store) => ({
    manifests: { put: (put) => store.manifests.put({ ...put, require: { condition: put.require?.condition } }) },
  })),
  wrongStore('sets those tags that the limit leaves room for', ['tag-limit/all'], (store) => ({
    manifests: {
      put: async (put) => {
        if (put.require?.maximumTagsPerRepository === undefined) return store.manifests.put(put);
        const { items } = await store.tags.list(put.repository, { limit: everything });
        const room = put.require.maximumTagsPerRepository - items.length;
        const added = put.tags.filter((tag) => !items.includes(tag)).slice(0, Math.max(room, 1));
        await store.manifests.put({ ...put, tags: [...put.tags.filter((tag) => items.includes(tag)), ...added] });
      },
    },
  })),
  wrongStore('counts the tags and creates one more later', ['race/tag-limit'], (store) => ({
    manifests: {
      put: async ({ require, ...put }) => {
        const { items } = await store.tags.list(put.repository, { limit: everything });
        const all = new Set([...items, ...put.tags]);
        const isMet = all.size <= Math.max(items.length, require?.maximumTagsPerRepository ?? all.size);
        const { condition } = require ?? {};
        await store.manifests.put({ ...put, require: isMet ? { condition } : require });
      },
    },
  })),
];
