import assert from 'node:assert/strict';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  by,
  descriptorOf,
  hasManifest,
  imageOf,
  indexOf,
  otherRepository,
  pushBlob,
  pushImage,
  repository,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [layer, late] = [blobOf('layer'), blobOf('late')];
const sparseImage = imageOf('sparse', { blobs: [layer, late] });

export const sparseManifests = [
  metadataStoreCase('sparse/image', 'takes an image without its blobs where they may be missing', async ({ store }) => {
    await pushBlob(store, layer);
    const put = { repository, manifest: sparseImage, tags: [], by };
    await rejectsWith('MANIFEST_BLOB_UNKNOWN', store.manifests.put({ ...put, allowMissing: { children: true } }));
    await store.manifests.put({ ...put, allowMissing: { blobs: true } });
    assert.ok(await hasManifest(store, sparseImage));
    assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'referenced');
    assert.equal(await store.blobs.find(repository, late.digest), undefined);
    await rejectsWith('MANIFEST_BLOB_UNKNOWN', store.manifests.put(put));
  }),
  metadataStoreCase(
    'sparse/index',
    'takes an index without its entries where they may be missing',
    async ({ store }) => {
      const child = imageOf('child');
      const index = indexOf('sparse', { children: [descriptorOf(child), late] });
      const put = { repository, manifest: index, tags: [], by };
      await rejectsWith('MANIFEST_BLOB_UNKNOWN', store.manifests.put({ ...put, allowMissing: { blobs: true } }));
      await store.manifests.put({ ...put, allowMissing: { children: true } });
      assert.ok(await hasManifest(store, index));
      await pushImage(store, child);
      await pushBlob(store, late);
      assert.equal(await store.blobs.delete({ repository, digest: late.digest, by }), 'referenced');
      await store.manifests.delete({ repository, digest: index.digest, by });
      assert.equal(await store.blobs.delete({ repository, digest: late.digest, by }), 'deleted');
      assert.ok(await hasManifest(store, child));
    },
  ),
  metadataStoreCase(
    'sparse/late-upload',
    'needs a missing blob as soon as it is uploaded',
    async ({ store, replica }) => {
      await store.manifests.put({ repository, manifest: sparseImage, tags: [], allowMissing: { blobs: true }, by });
      await pushBlob(replica, late);
      assert.equal(await store.blobs.delete({ repository, digest: late.digest, by }), 'referenced');
      await store.manifests.delete({ repository, digest: sparseImage.digest, by });
      assert.equal(await store.blobs.delete({ repository, digest: late.digest, by }), 'deleted');
    },
  ),
  metadataStoreCase(
    'sparse/late-mount',
    'needs a missing blob as soon as it is mounted',
    async ({ store, replica }) => {
      await pushBlob(store, late, otherRepository);
      await store.manifests.put({ repository, manifest: sparseImage, tags: [], allowMissing: { blobs: true }, by });
      await replica.blobs.mount({ from: otherRepository, to: repository, digest: late.digest });
      assert.equal(await store.blobs.delete({ repository, digest: late.digest, by }), 'referenced');
      assert.equal(await store.blobs.delete({ repository: otherRepository, digest: late.digest, by }), 'deleted');
    },
  ),
  metadataStoreCase('sparse/two', 'needs a blob as long as one of two manifests lists it', async ({ store }) => {
    const other = imageOf('other', { blobs: [late] });
    for (const manifest of [sparseImage, other])
      await store.manifests.put({ repository, manifest, tags: [], allowMissing: { blobs: true }, by });
    await pushBlob(store, late);
    await store.manifests.delete({ repository, digest: other.digest, by });
    assert.equal(await store.blobs.delete({ repository, digest: late.digest, by }), 'referenced');
  }),
];
