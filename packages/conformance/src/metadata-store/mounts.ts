import assert from 'node:assert/strict';
import { blobOf, by, imageOf, otherRepository, pushBlob, repository } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const blob = blobOf('layer');
const mount = { from: otherRepository, to: repository, digest: blob.digest };

export const mounts = [
  metadataStoreCase(
    'mount/blob',
    'gives a blob to a second repository, which keeps it for itself',
    async ({ store, replica }) => {
      const location = await pushBlob(store, blob, otherRepository);
      const record = { digest: blob.digest, size: blob.size, location };
      assert.deepEqual(await replica.blobs.mount(mount), record);
      assert.equal(await store.repositories.has(repository), true);
      assert.equal(await store.blobs.delete({ repository: otherRepository, digest: blob.digest, by }), 'deleted');
      assert.deepEqual(await store.blobs.find(repository, blob.digest), record);
      await store.manifests.put({ repository, manifest: imageOf('mounted', { blobs: [blob] }), tags: [], by });
    },
    ['MNT-02'],
  ),
  metadataStoreCase(
    'mount/unknown',
    'mounts nothing that the source does not have',
    async ({ store }) => {
      assert.equal(await store.blobs.mount(mount), undefined);
      await pushBlob(store, blobOf('other'), otherRepository);
      assert.equal(await store.blobs.mount(mount), undefined);
      assert.equal(await store.repositories.has(repository), false);
      await pushBlob(store, blob, repository);
      assert.equal(await store.blobs.mount(mount), undefined, 'even if the target has it');
    },
    ['MNT-06'],
  ),
  metadataStoreCase('mount/again', 'takes a mount of what is there already', async ({ store }) => {
    const location = await pushBlob(store, blob, otherRepository);
    for (const target of [repository, repository, otherRepository])
      assert.equal((await store.blobs.mount({ ...mount, to: target }))?.location, location);
    assert.equal(await store.blobs.delete({ repository: otherRepository, digest: blob.digest, by }), 'deleted');
    assert.equal(await store.blobs.mount(mount), undefined);
  }),
];
