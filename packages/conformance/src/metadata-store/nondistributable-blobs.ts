import assert from 'node:assert/strict';
import { type MetadataStore, mediaTypes } from '@lading/core';
import { rejectsWith } from './assertions.js';
import { blobOf, by, imageOf, otherRepository, pushBlob, repository } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const layer = blobOf('layer');
const foreign = { ...blobOf('foreign'), mediaType: mediaTypes.dockerForeignLayerTarGzip };
const windows = imageOf('windows', { blobs: [layer, foreign] });

async function expectReferenced(store: MetadataStore): Promise<void> {
  assert.equal(await store.blobs.delete({ repository, digest: foreign.digest, by }), 'referenced');
  await store.manifests.delete({ repository, digest: windows.digest, by });
  assert.equal(await store.blobs.delete({ repository, digest: foreign.digest, by }), 'deleted');
}

/** Layers of the non-distributable media types, which a repository may lack (PUSH-05). */
export const nondistributableBlobs = [
  metadataStoreCase(
    'nondistributable/missing',
    'accepts an image that lacks a non-distributable layer, and refuses one that lacks another layer',
    async ({ store }) => {
      const put = { repository, manifest: windows, tags: [], by };
      await rejectsWith('MANIFEST_BLOB_UNKNOWN', store.manifests.put(put));
      await pushBlob(store, layer);
      await store.manifests.put(put);
      assert.equal(await store.blobs.find(repository, foreign.digest), undefined);
    },
  ),
  metadataStoreCase(
    'nondistributable/present',
    'references a non-distributable layer that the repository has',
    async ({ store, leaseSeconds, advance }) => {
      await pushBlob(store, layer);
      await pushBlob(store, foreign);
      await store.manifests.put({ repository, manifest: windows, tags: [], by });
      await advance(leaseSeconds + 10);
      assert.equal(await store.collection.deleteUnreferencedBlobs(10, by), 0);
      await expectReferenced(store);
    },
  ),
  metadataStoreCase(
    'nondistributable/late-upload',
    'references a non-distributable layer as soon as it is uploaded',
    async ({ store, replica, leaseSeconds, advance }) => {
      await pushBlob(store, layer);
      await store.manifests.put({ repository, manifest: windows, tags: [], by });
      await pushBlob(replica, foreign);
      await advance(leaseSeconds + 10);
      assert.equal(await store.collection.deleteUnreferencedBlobs(10, by), 0);
      await expectReferenced(store);
    },
  ),
  metadataStoreCase(
    'nondistributable/late-mount',
    'references a non-distributable layer as soon as it is mounted',
    async ({ store, replica }) => {
      await pushBlob(store, layer);
      await pushBlob(store, foreign, otherRepository);
      await store.manifests.put({ repository, manifest: windows, tags: [], by });
      await replica.blobs.mount({ from: otherRepository, to: repository, digest: foreign.digest });
      await expectReferenced(store);
    },
  ),
  metadataStoreCase(
    'nondistributable/race',
    'references a non-distributable layer that is uploaded while its image is put',
    async ({ store, replica }) => {
      await pushBlob(store, layer);
      for (let round = 0; round < 20; round++) {
        await Promise.all([
          store.manifests.put({ repository, manifest: windows, tags: [], by }),
          pushBlob(replica, foreign),
        ]);
        await expectReferenced(store);
      }
    },
  ),
];
