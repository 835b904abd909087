import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Digest, digestOf, type Tag } from '@lading/core';
import { wrongStore } from './wrong-metadata-store.js';
import { everything } from './wrong-pages.js';

export const wrongManifests = [
  wrongStore('finds manifests by tag alone', ['manifest/put', 'manifest/sha512', 'tag/delete'], (store) => ({
    manifests: {
      find: async (repository, reference) =>
        reference.kind === 'tag' ? store.manifests.find(repository, reference) : undefined,
    },
  })),
  wrongStore('formats the bytes of a manifest', ['manifest/put', 'manifest/large'], (store) => ({
    manifests: {
      read: async (repository, digest) => {
        const bytes = await store.manifests.read(repository, digest);
        return bytes && Buffer.from(JSON.stringify(JSON.parse(Buffer.from(bytes).toString()), undefined, 1));
      },
    },
  })),
  wrongStore('finds a tag in any case', ['manifest/absent'], (store) => ({
    manifests: {
      find: async (repository, reference) => {
        const found = await store.manifests.find(repository, reference);
        if (found !== undefined || reference.kind === 'digest') return found;
        const tag = reference.tag.toLowerCase() as Tag;
        return store.manifests.find(repository, { kind: 'tag', tag });
      },
    },
  })),
  wrongStore('finds a tag by its first 127 characters', ['tag/long'], (store) => ({
    manifests: {
      find: async (repository, reference) => {
        if (reference.kind === 'digest') return store.manifests.find(repository, reference);
        const { items } = await store.tags.list(repository, { limit: everything });
        const tag = items.find((item) => item.slice(0, 127) === reference.tag.slice(0, 127));
        return tag && store.manifests.find(repository, { kind: 'tag', tag });
      },
    },
  })),
  wrongStore('shares the bytes of a manifest with its caller', ['manifest/own-bytes'], (store) => {
    const shared = new Map<Digest, Uint8Array>();
    return {
      manifests: {
        put: async (put) => {
          await store.manifests.put(put);
          shared.set(put.manifest.digest, put.manifest.bytes);
        },
        read: async (_, digest) => shared.get(digest),
      },
    };
  }),
  wrongStore('keeps the first media type', ['manifest/again', 'referrer/change'], (store) => ({
    manifests: {
      put: async (put) => {
        const { digest } = put.manifest;
        const known = await store.manifests.find(put.repository, { kind: 'digest', digest });
        const mediaType = known?.mediaType ?? put.manifest.mediaType;
        await store.manifests.put({ ...put, manifest: { ...put.manifest, mediaType } });
      },
    },
  })),
  wrongStore('takes all digests of the same bytes for one', ['manifest/sha512'], (store) => ({
    manifests: {
      put: (put) => {
        const digest = digestOf(put.manifest.bytes);
        return store.manifests.put({ ...put, manifest: { ...put.manifest, digest } });
      },
    },
  })),
  wrongStore('answers before it stores', ['manifest/put', 'race/child-deletion', 'race/awaited-entry'], (store) => ({
    manifests: {
      put: async (put) => {
        void nextTurn()
          .then(() => store.manifests.put(put))
          .catch(() => undefined);
      },
    },
  })),
  wrongStore(
    'has one result for all manifests that come at once',
    ['race/many-puts', 'race/check-neighbours'],
    (store) => {
      let gathered: Promise<unknown> | undefined;
      return {
        manifests: {
          put: async (put) => {
            const before = gathered;
            gathered = (before ?? nextTurn()).then(() => store.manifests.put(put));
            void gathered.catch(() => undefined);
            await gathered;
          },
        },
      };
    },
  ),
  wrongStore('reports every manifest as deleted', ['manifest-deletion/unknown', 'repository/apart'], (store) => ({
    manifests: { delete: (deletion) => store.manifests.delete(deletion).then(() => true) },
  })),
  wrongStore('deletes referrers with their subject', ['manifest-deletion/subject'], (store) => ({
    manifests: {
      delete: async ({ digest, ...deletion }) => {
        const page = { limit: everything, maximumBytes: 1_000_000 };
        for (const referrer of (await store.referrers.list(deletion.repository, digest, page)).items)
          await store.manifests.delete({ ...deletion, digest: referrer.digest });
        return store.manifests.delete({ ...deletion, digest });
      },
    },
  })),
  wrongStore('deletes an index with its entry', ['manifest-deletion/child', 'race/entry-again'], (store) => {
    const parents = new Map<Digest, Digest>();
    return {
      manifests: {
        put: async (put) => {
          for (const child of put.manifest.children) parents.set(child.digest, put.manifest.digest);
          await store.manifests.put(put);
        },
        delete: async (deletion) => {
          const parent = parents.get(deletion.digest);
          if (parent !== undefined) await store.manifests.delete({ ...deletion, digest: parent });
          return store.manifests.delete(deletion);
        },
      },
    };
  }),
];
