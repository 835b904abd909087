import assert from 'node:assert/strict';
import { type Descriptor, type MetadataStore, mediaTypes, type PushedManifest, type ReferrerEntry } from '@lading/core';
import { by, descriptorOf, imageOf, indexOf, otherRepository, pushImage, repository, tag, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';
import { walk } from './walk.js';

const subject = descriptorOf(imageOf('subject'));
const plenty = 1_000_000;

function descriptorIn(entry: ReferrerEntry): Descriptor {
  const descriptor = JSON.parse(entry.json) as Descriptor;
  assert.equal(descriptor.digest, entry.digest);
  return descriptor;
}

function entryOf({ artifactType, annotations, ...manifest }: PushedManifest): Descriptor {
  return {
    ...descriptorOf(manifest as PushedManifest),
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations !== undefined && { annotations }),
  };
}

function inByteOrder(manifests: readonly PushedManifest[]): PushedManifest[] {
  return [...manifests].sort((one, other) => Buffer.compare(Buffer.from(one.digest), Buffer.from(other.digest)));
}

async function listed(store: MetadataStore, artifactTypes?: readonly string[]): Promise<readonly Descriptor[]> {
  const request = { limit: 100, maximumBytes: plenty, ...(artifactTypes && { artifactTypes }) };
  return (await store.referrers.list(repository, subject.digest, request)).items.map(descriptorIn);
}

export const referrers = [
  metadataStoreCase(
    'referrer/list',
    'lists exactly the manifests of the repository with this subject, each as its descriptor',
    async ({ store, replica }) => {
      const manifests = [
        imageOf('signature', { subject, artifactType: 'application/vnd.example.signature' }),
        imageOf('annotated', { subject, artifactType: 'a/b', annotations: { 'org.example.key': 'value', empty: '' } }),
        indexOf('index', { subject, annotations: {} }),
        indexOf('plain index', { subject }),
        imageOf('sha512', { subject, algorithm: 'sha512' }),
      ];
      for (const manifest of manifests) await pushImage(store, manifest);
      await pushImage(store, imageOf('elsewhere', { subject }), { name: otherRepository });
      await pushImage(store, imageOf('no subject'));
      await pushImage(store, imageOf('other subject', { subject: descriptorOf(imageOf('other')) }));
      assert.deepEqual(await listed(replica), inByteOrder(manifests).map(entryOf));
    },
    ['RFR-05', 'RFR-06', 'RFR-08', 'RFR-09'],
  ),
  metadataStoreCase(
    'referrer/none',
    'lists nothing for a subject without referrers, and in an unknown repository',
    async ({ store }) => {
      assert.deepEqual(await listed(store), []);
      await pushImage(store, imageOf('other subject', { subject: descriptorOf(imageOf('other')) }));
      const page = await store.referrers.list(repository, subject.digest, { limit: 1, maximumBytes: 1 });
      assert.deepEqual(page, { items: [], hasMore: false });
    },
    ['RFR-10'],
  ),
  metadataStoreCase(
    'referrer/filter',
    'lists only entries of the types that were asked for',
    async ({ store }) => {
      const manifests = times(9, (index) => imageOf(`${index}`, { subject, artifactType: `type/${index % 3}` }));
      for (const manifest of manifests) await pushImage(store, manifest);
      await pushImage(store, indexOf('without type', { subject }));
      const ofType = (...types: string[]) =>
        inByteOrder(manifests.filter(({ artifactType = '' }) => types.includes(artifactType))).map(entryOf);
      assert.deepEqual(await listed(store, ['type/1']), ofType('type/1'));
      assert.deepEqual(await listed(store, ['type/2', 'type/0', 'type/x']), ofType('type/0', 'type/2'));
      assert.deepEqual(await listed(store, ['TYPE/1']), []);
      assert.deepEqual(await listed(store, ['type/1\0', '', '\ud800']), []);
      assert.deepEqual(await listed(store, []), []);
      const request = { limit: 2, maximumBytes: plenty, artifactTypes: ['type/1'] };
      assert.equal((await store.referrers.list(repository, subject.digest, request)).hasMore, true);
      const rest = await store.referrers.list(repository, subject.digest, { ...request, limit: 3 });
      assert.deepEqual(rest.items.map(descriptorIn), ofType('type/1'));
      assert.equal(rest.hasMore, false);
    },
    ['RFR-12'],
  ),
  metadataStoreCase(
    'referrer/paging',
    'gives every entry once, whatever the size of the pages',
    async ({ store }) => {
      const manifests = times(12, (index) => imageOf(`${index}`, { subject }));
      for (const manifest of manifests) await pushImage(store, manifest);
      const digests = inByteOrder(manifests).map(({ digest }) => digest);
      for (const limit of [1, 5, 12]) {
        const seen = await walk(async (page) => {
          const request = { ...page, maximumBytes: plenty };
          const { items, hasMore } = await store.referrers.list(repository, subject.digest, request);
          return { items: items.map(({ digest }) => digest), hasMore };
        }, limit);
        assert.deepEqual(seen, digests);
      }
    },
    ['RFR-11'],
  ),
  metadataStoreCase(
    'referrer/bytes',
    'gives about as many bytes as were asked for, and one entry at least',
    async ({ store }) => {
      const annotations = { text: 'x'.repeat(10_000) };
      const manifests = times(6, (index) => imageOf(`${index}`, { subject, annotations }));
      for (const manifest of manifests) await pushImage(store, manifest);
      const page = (maximumBytes: number) =>
        store.referrers.list(repository, subject.digest, { limit: 100, maximumBytes });
      assert.equal((await page(35_000)).items.length, 3);
      assert.equal((await page(35_000)).hasMore, true);
      assert.equal((await page(1)).items.length, 1);
      assert.deepEqual({ ...(await page(100_000)), items: undefined }, { items: undefined, hasMore: false });
      const seen: string[] = [];
      for (let more = true; more; ) {
        const after = seen.at(-1);
        const request = { limit: 100, maximumBytes: 25_000, ...(after !== undefined && { after }) };
        const { items, hasMore } = await store.referrers.list(repository, subject.digest, request);
        assert.ok(items.length > 0 && items.length <= 2);
        seen.push(...items.map(({ digest }) => digest));
        more = hasMore;
      }
      assert.deepEqual(
        seen,
        inByteOrder(manifests).map(({ digest }) => digest),
      );
    },
    ['RFR-11'],
  ),
  metadataStoreCase(
    'referrer/exact-bytes',
    'gives exactly the entries whose texts have at most the given bytes together',
    async ({ store, replica }) => {
      const annotations = { text: 'é'.repeat(100) };
      const manifests = times(5, (index) => imageOf(`${index}`, { subject, artifactType: 'a/b', annotations }));
      for (const manifest of manifests) await pushImage(store, manifest);
      const page = async (maximumBytes: number) =>
        (await replica.referrers.list(repository, subject.digest, { limit: 100, maximumBytes })).items;
      const lengths = (await page(plenty)).map(({ json }) => Buffer.byteLength(json));
      for (let count = 1; count <= lengths.length; count++) {
        const bytes = lengths.slice(0, count).reduce((sum, length) => sum + length);
        assert.equal((await page(bytes)).length, count);
        assert.equal((await page(bytes - 1)).length, Math.max(1, count - 1));
      }
    },
    ['RFR-11'],
  ),
  metadataStoreCase(
    'referrer/given-text',
    'takes the text of annotations that the manifest gives, because it is slow to make from many annotations',
    async ({ store, replica }) => {
      const annotationsJson = '{"2":"\\u00e9\\/","1":"é","":"\\ud83d\\ude00😀","nul":"\\u0000","half":"\\ud800"}';
      const annotations = JSON.parse(annotationsJson) as Record<string, string>;
      const manifest = { ...imageOf('given', { subject, annotations }), annotationsJson };
      for (const tags of [[], [tag('again')]]) await pushImage(store, manifest, { tags });
      const { items } = await replica.referrers.list(repository, subject.digest, { limit: 2, maximumBytes: plenty });
      assert.deepEqual(items.map(descriptorIn), [entryOf(manifest)]);
      assert.ok(items[0]?.json.includes(`"annotations":${annotationsJson}`));
    },
    ['RFR-09'],
  ),
  metadataStoreCase(
    'referrer/many-annotations',
    'lists a manifest with many annotations as it was pushed, beside one with none',
    async ({ store, replica }) => {
      const names = times(50_000, (index) => `"org.example.${index}":"é"`);
      const annotationsJson = `{${names.join(',')}}`;
      const annotations = JSON.parse(annotationsJson) as Record<string, string>;
      const large = { ...imageOf('large', { subject, annotations }), annotationsJson };
      const small = imageOf('small', { subject });
      await Promise.all([pushImage(store, large), pushImage(store, small)]);
      const page = { limit: 2, maximumBytes: 4 * plenty };
      const { items } = await replica.referrers.list(repository, subject.digest, page);
      assert.deepEqual(items.map(descriptorIn), inByteOrder([large, small]).map(entryOf));
    },
    ['RFR-09'],
  ),
  metadataStoreCase(
    'referrer/paging-while-changing',
    'loses and repeats no referrer while others come and go',
    async ({ store, replica }) => {
      const stable = times(16, (index) => imageOf(`stable ${index}`, { subject }));
      const leaving = times(6, (index) => imageOf(`leaving ${index}`, { subject }));
      for (const manifest of [...stable, ...leaving]) await pushImage(store, manifest);
      let page = 0;
      const seen = await walk(async (request) => {
        page++;
        for (const { digest } of leaving.splice(0, 1)) await replica.manifests.delete({ repository, digest, by });
        if (page < 9) await pushImage(replica, imageOf(`coming ${page}`, { subject }));
        const wholePage = { ...request, maximumBytes: 1_000_000 };
        const { items, hasMore } = await store.referrers.list(repository, subject.digest, wholePage);
        return { items: items.map(({ digest }) => digest), hasMore };
      }, 3);
      const digests = new Set(stable.map(({ digest }) => digest));
      assert.deepEqual(
        seen.filter((digest) => digests.has(digest)),
        inByteOrder(stable).map(({ digest }) => digest),
      );
      assert.equal(new Set(seen).size, seen.length);
    },
    ['RFR-11'],
  ),
  metadataStoreCase('referrer/change', 'follows what is pushed again and deleted', async ({ store, replica }) => {
    const signature = imageOf('signature', { subject });
    await pushImage(store, signature);
    await pushImage(replica, { ...signature, mediaType: mediaTypes.dockerManifest });
    assert.deepEqual(
      (await listed(store)).map(({ mediaType }) => mediaType),
      [mediaTypes.dockerManifest],
    );
    await replica.manifests.delete({ repository, digest: signature.digest, by });
    assert.deepEqual(await listed(store), []);
  }),
  metadataStoreCase(
    'referrer/text',
    'gives annotations back as they were, whatever text they are',
    async ({ store }) => {
      const annotations = JSON.parse(
        '{"__proto__":"own","constructor":"x","":"empty key","nul":"a\\u0000b","half":"\\ud800","quote":"\\"\'\\\\","emoji":"😀","toString":"y"}',
      ) as Record<string, string>;
      const manifest = imageOf('odd', { subject, annotations });
      await pushImage(store, manifest);
      const [entry] = await listed(store);
      assert.equal(JSON.stringify(entry?.annotations), JSON.stringify(annotations));
      assert.equal(Object.getPrototypeOf(entry?.annotations), Object.prototype);
    },
  ),
];
