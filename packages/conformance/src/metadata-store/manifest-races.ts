import assert from 'node:assert/strict';
import type { Descriptor, MetadataStore } from '@lading/core';
import { raceReplicas } from '../race/race-replicas.js';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  by,
  descriptorOf,
  digestOfTag,
  hasManifest,
  imageOf,
  indexOf,
  otherRepository,
  pushBlob,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [layer, missing] = [blobOf('layer'), blobOf('missing')];
const wrong: Descriptor = { ...layer, size: layer.size + 1 };

export const manifestRaces = [
  metadataStoreCase(
    'race/many-puts',
    'stores what is whole of many manifests that come at once, and tells each of the rest why',
    async ({ store, replica }) => {
      for (const name of [repository, otherRepository]) await pushBlob(store, layer, name);
      const good = times(10, (index) => imageOf(`good ${index}`, { blobs: [layer] }));
      const lacking = times(3, (index) => imageOf(`lacking ${index}`, { blobs: [layer, missing] }));
      const sparse = times(3, (index) => imageOf(`sparse ${index}`, { blobs: [layer, missing] }));
      const invalid = times(3, (index) => imageOf(`invalid ${index}`, { blobs: [wrong] }));
      const put = { repository, tags: [tag('latest')], by };
      await Promise.all([
        ...good.map((manifest, index) => store.manifests.put({ ...put, manifest, tags: [tag(`t${index}`)] })),
        ...good.map((manifest) => store.manifests.put({ ...put, manifest, repository: otherRepository })),
        ...good.map((manifest) => store.manifests.put({ ...put, manifest, tags: [] })),
        ...lacking.map((manifest) => rejectsWith('MANIFEST_BLOB_UNKNOWN', store.manifests.put({ ...put, manifest }))),
        ...invalid.map((manifest) => rejectsWith('MANIFEST_INVALID', store.manifests.put({ ...put, manifest }))),
        ...sparse.map((manifest) => store.manifests.put({ ...put, manifest, tags: [], allowMissing: { blobs: true } })),
      ]);
      for (const [index, { digest }] of good.entries()) {
        assert.equal(await digestOfTag(store, `t${index}`), digest);
        const elsewhere = await replica.manifests.find(otherRepository, { kind: 'digest', digest });
        assert.equal(elsewhere?.digest, digest);
        const bytes = await replica.manifests.read(repository, digest);
        assert.deepEqual(Buffer.from(bytes ?? []), Buffer.from(good[index]?.bytes ?? []));
      }
      assert.equal(await digestOfTag(store, 'latest'), undefined);
      for (const manifest of sparse) assert.ok(await hasManifest(store, manifest));
      for (const manifest of [...lacking, ...invalid]) assert.equal(await hasManifest(store, manifest), false);
      for (const name of [repository, otherRepository])
        assert.equal(await store.blobs.delete({ repository: name, digest: layer.digest, by }), 'referenced');
    },
  ),
  metadataStoreCase(
    'race/awaited-entry',
    'gives an index its entry, whichever of them comes first',
    async ({ store, replica }) => {
      await raceReplicas({ replicas: [store, replica] }, async ({ name, together }) => {
        const child = imageOf(name);
        const index = indexOf(name, { children: [descriptorOf(child)] });
        await together({
          'push the index': (on) =>
            on.manifests.put({ repository, manifest: index, tags: [], allowMissing: { children: true }, by }),
          'push its entry': (on) => on.manifests.put({ repository, manifest: child, tags: [], by }),
          'push its entry with a tag': (on) => on.manifests.put({ repository, manifest: child, tags: [tag(name)], by }),
        });
        assert.ok((await hasManifest(store, index)) && (await hasManifest(store, child)));
      });
    },
  ),
  metadataStoreCase(
    'race/entry-again',
    'gives an index its entry again that is deleted and pushed at once',
    async ({ store, replica }) => {
      await raceReplicas<MetadataStore>({ replicas: [store, replica] }, async ({ name, together }) => {
        const child = imageOf(name);
        const index = indexOf(name, { children: [descriptorOf(child)] });
        for (const manifest of [child, index]) await store.manifests.put({ repository, manifest, tags: [], by });
        const put = (on: MetadataStore) => on.manifests.put({ repository, manifest: child, tags: [], by });
        const deletion = (on: MetadataStore) => on.manifests.delete({ repository, digest: child.digest, by });
        await together({ deletion, put, 'another deletion': deletion, 'another put': put });
        assert.ok(await hasManifest(store, index));
      });
    },
  ),
];
