import { metadataStoreCases, runCase } from '@lading/conformance';
import {
  type Digest,
  isNondistributable,
  type MetadataStore,
  type PageRequest,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import type { MemoryMetadataStore } from '../../src/index.js';
import { memoryFixture } from './metadata-store-fixture.js';

/** A store that works, but for the given methods. */
function changed(store: MemoryMetadataStore, methods: Partial<MetadataStore>): MetadataStore {
  return new Proxy<MetadataStore>(store, {
    get(_, name: keyof MetadataStore) {
      if (name in methods) return methods[name];
      const member = store[name as keyof MemoryMetadataStore] as (...values: unknown[]) => unknown;
      return member?.bind(store);
    },
  });
}

/** Stores that are wrong on purpose, each with cases that have to notice. */
const brokenStores: Readonly<
  Record<string, { store: (store: MemoryMetadataStore) => Partial<MetadataStore>; caught: readonly string[] }>
> = {
  'checks a condition and sets the tag later': {
    store: (store) => ({
      putManifest: async ({ condition, ...put }) => {
        for (const tag of put.tags) {
          const found = await store.findManifest(put.repository, { kind: 'tag', tag });
          if (condition?.ifNoneMatch === '*' && found) await store.putManifest({ ...put, condition });
        }
        await store.putManifest(put);
      },
    }),
    caught: ['race/if-none-match', 'tag-condition/put'],
  },
  'deletes a blob that a manifest references': {
    store: (store) => ({
      deleteBlob: async (repository, digest) => {
        const outcome = await store.deleteBlob(repository, digest);
        return outcome === 'referenced' ? 'deleted' : outcome;
      },
    }),
    caught: ['blob/referenced', 'race/blob-deletion', 'sparse/late-upload'],
  },
  'gives any repository the blobs of all': {
    store: (store) => ({
      findBlob: async (_, digest) => {
        const { items } = await store.listRepositoriesWithBlob(digest, { limit: 1 });
        return items[0] && store.findBlob(items[0], digest);
      },
    }),
    caught: ['repository/apart', 'blob/delete'],
  },
  'ends the upload of another writer': {
    store: (store) => ({ cancelUpload: (repository, id) => store.cancelUpload(repository, id) }),
    caught: ['upload-closing/cancel-by-writer'],
  },
  'sorts tags as people do': {
    store: (store) => ({
      listTags: async (repository: RepositoryName, { after, limit }: PageRequest) => {
        const { items } = await store.listTags(repository, { limit: 1000 });
        const sorted = [...items].sort((one, other) => one.localeCompare(other));
        const rest = sorted.slice(after === undefined ? 0 : sorted.indexOf(after as Tag) + 1);
        return { items: rest.slice(0, limit), hasMore: rest.length > limit };
      },
    }),
    caught: ['tag/order', 'tag/after'],
  },
  'always says that more follows': {
    store: (store) => ({
      listTags: async (repository, page) => ({ ...(await store.listTags(repository, page)), hasMore: true }),
    }),
    caught: ['tag/has-more'],
  },
  'leaves tags behind when their manifest is deleted': {
    store: (store) => {
      const orphans: Tag[] = [];
      return {
        deleteManifest: async (repository, digest) => {
          orphans.push(...(await store.listTags(repository, { limit: 1000 })).items);
          return store.deleteManifest(repository, digest);
        },
        listTags: async (repository, page) => {
          const { items, hasMore } = await store.listTags(repository, page);
          return { items: [...new Set([...items, ...orphans])].sort(), hasMore };
        },
      };
    },
    caught: ['manifest-deletion/tags'],
  },
  'has two writers in one session': {
    store: (store) => ({
      claimUpload: async (request) => {
        const claim = await store.claimUpload(request);
        return claim.outcome === 'busy' ? { ...claim, outcome: 'claimed' } : claim;
      },
    }),
    caught: ['upload/busy', 'race/one-session'],
  },
  'gives trash to everybody': {
    store: (store) => {
      const given = new Set<Awaited<ReturnType<MetadataStore['claimTrash']>>[number]>();
      return {
        claimTrash: async (limit, leaseSeconds) => {
          for (const location of await store.claimTrash(limit, leaseSeconds)) given.add(location);
          return [...given].slice(0, limit);
        },
      };
    },
    caught: ['reclaim/trash', 'race/claims'],
  },
  'names one missing digest only': {
    store: (store) => ({
      putManifest: (put) => {
        const [first, ...others] = put.manifest.blobs;
        if (first === undefined || others.length === 0) return store.putManifest(put);
        return store.putManifest({ ...put, manifest: { ...put.manifest, blobs: [first] } });
      },
    }),
    caught: ['manifest/missing'],
  },
  'takes non-distributable layers for absent': {
    store: (store) => ({
      putManifest: (put) => {
        const blobs = put.manifest.blobs.filter(({ mediaType }) => !isNondistributable(mediaType));
        return store.putManifest({ ...put, manifest: { ...put.manifest, blobs } });
      },
    }),
    caught: ['nondistributable/present', 'nondistributable/late-upload', 'nondistributable/late-mount'],
  },
  'forgets the budget of a referrers list': {
    store: (store) => ({
      listReferrers: (repository, subject, request) =>
        store.listReferrers(repository, subject, { ...request, maximumBytes: Number.MAX_SAFE_INTEGER }),
    }),
    caught: ['referrer/bytes'],
  },
  'marks whatever has the digest as damaged': {
    store: (store) => ({
      markDamaged: async ({ digest, location }) => {
        const { items } = await store.listRepositoriesWithBlob(digest, { limit: 1 });
        const found = items[0] && (await store.findBlob(items[0], digest));
        return store.markDamaged({ digest, location: found?.location ?? location });
      },
    }),
    caught: ['damage/once', 'damage/late-report'],
  },
  'trusts the bytes that it knows': {
    store: (store) => ({ finishUpload: ({ isStored, ...finish }) => store.finishUpload(finish) }),
    caught: ['damage/asked', 'damage/changed-while-asked'],
  },
  'asks about known bytes once': {
    store: (store) => ({
      finishUpload: ({ isStored, ...finish }) => {
        let answer: Promise<boolean> | undefined;
        return store.finishUpload({
          ...finish,
          ...(isStored && {
            isStored: (known) => {
              answer ??= isStored(known);
              return answer;
            },
          }),
        });
      },
    }),
    caught: ['damage/changed-while-asked'],
  },
  'collects without looking at leases': {
    store: (store) => ({
      deleteUnreferencedBlobs: async () => {
        let taken = 0;
        for (const repository of (await store.listRepositories({ limit: 100 })).items)
          for (const digest of seenDigests) if ((await store.deleteBlob(repository, digest)) === 'deleted') taken++;
        return taken;
      },
      finishUpload: async (finish) => {
        seenDigests.add(finish.blob.digest);
        await store.finishUpload(finish);
      },
    }),
    caught: ['unreferenced-blob/lease', 'unreferenced-blob/renewed'],
  },
};

const seenDigests = new Set<Digest>();

async function fails(id: string, store: (store: MemoryMetadataStore) => Partial<MetadataStore>): Promise<boolean> {
  const found = metadataStoreCases.find((oneCase) => oneCase.id === `metadata-store/${id}`);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return runCase(found, () => memoryFixture((memory) => changed(memory, store(memory)))).then(
    () => false,
    () => true,
  );
}

describe('the cases of the metadata store', () => {
  for (const [fault, { store, caught }] of Object.entries(brokenStores))
    for (const id of caught)
      it(`notice by ${id} a store that ${fault}`, async () => {
        expect(await fails(id, store)).toBe(true);
        expect(await fails(id, () => ({}))).toBe(false);
      });

  it('have an id and a title each', () => {
    for (const key of ['id', 'title'] as const)
      expect(new Set(metadataStoreCases.map((oneCase) => oneCase[key])).size).toBe(metadataStoreCases.length);
  });
});
