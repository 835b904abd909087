import assert from 'node:assert/strict';
import type { RepositoryName } from '@lading/core';
import { blobOf, by, imageOf, otherRepository, pushBlob, pushImage, repository, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';
import { walk } from './walk.js';

const blob = blobOf('layer');

export const blobs = [
  metadataStoreCase('blob/find', 'finds a blob with its size and its location', async ({ store, replica }) => {
    const location = await pushBlob(store, blob);
    const record = { digest: blob.digest, size: blob.size, location };
    assert.deepEqual(await replica.blobs.find(repository, blob.digest), record);
    assert.deepEqual(await replica.blobs.find(repository, blob.digest, { renewLease: true }), record);
    assert.equal(await store.blobs.find(otherRepository, blob.digest, { renewLease: true }), undefined);
    assert.equal(await store.blobs.find(repository, blobOf('absent').digest, { renewLease: true }), undefined);
  }),
  metadataStoreCase('blob/large', 'knows sizes beyond 4 GiB, and of nothing', async ({ store }) => {
    const [large, empty] = [
      { ...blob, size: 5 * 2 ** 40 + 1 },
      { ...blobOf(''), size: 0 },
    ];
    for (const odd of [large, empty]) await pushBlob(store, odd);
    assert.equal((await store.blobs.find(repository, large.digest))?.size, large.size);
    assert.equal((await store.blobs.find(repository, empty.digest))?.size, 0);
    await pushImage(store, imageOf('odd sizes', { blobs: [large, empty] }));
  }),
  metadataStoreCase('blob/first-location', 'keeps the first location of a digest', async ({ store }) => {
    const first = await pushBlob(store, blob);
    for (const name of [repository, otherRepository]) {
      await pushBlob(store, blob, name);
      assert.equal((await store.blobs.find(name, blob.digest))?.location, first);
    }
  }),
  metadataStoreCase(
    'blob/delete',
    'takes a blob from one repository and leaves it to others',
    async ({ store, replica }) => {
      await pushBlob(store, blob);
      await pushBlob(store, blob, otherRepository);
      assert.equal(await replica.blobs.delete({ repository, digest: blob.digest, by }), 'deleted');
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
      assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'unknown');
      assert.notEqual(await store.blobs.find(otherRepository, blob.digest), undefined);
      assert.equal(await replica.blobs.delete({ repository: otherRepository, digest: blob.digest, by }), 'deleted');
      assert.equal(await store.blobs.delete({ repository: otherRepository, digest: blob.digest, by }), 'unknown');
    },
    ['DEL-11', 'DEL-12', 'DEL-14'],
  ),
  metadataStoreCase('blob/delete-unknown', 'knows nothing of a blob that is not there', async ({ store }) => {
    assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'unknown');
    await pushBlob(store, blob, otherRepository);
    assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'unknown');
    assert.notEqual(await store.blobs.find(otherRepository, blob.digest), undefined);
  }),
  metadataStoreCase('blob/referenced', 'keeps a blob while a manifest references it', async ({ store }) => {
    const [one, other] = [imageOf('one', { blobs: [blob] }), imageOf('other', { blobs: [blob] })];
    for (const image of [one, other]) await pushImage(store, image);
    await pushBlob(store, blob, otherRepository);
    assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'referenced');
    assert.equal(await store.blobs.delete({ repository: otherRepository, digest: blob.digest, by }), 'deleted');
    await store.manifests.delete({ repository, digest: one.digest, by });
    assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'referenced');
    assert.notEqual(await store.blobs.find(repository, blob.digest), undefined);
    await store.manifests.delete({ repository, digest: other.digest, by });
    assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'deleted');
  }),
  metadataStoreCase('blob/again', 'takes a blob again after its deletion, at a new location', async ({ store }) => {
    const first = await pushBlob(store, blob);
    await store.blobs.delete({ repository, digest: blob.digest, by });
    const second = await pushBlob(store, blob);
    assert.notEqual(second, first);
    assert.equal((await store.blobs.find(repository, blob.digest))?.location, second);
  }),
  metadataStoreCase('blob/holders', 'lists the repositories that have a blob', async ({ store }) => {
    const names = times(7, (index) => `team/app${index}` as RepositoryName);
    for (const name of [...names].reverse()) await pushBlob(store, blob, name);
    await pushBlob(store, blobOf('other'), 'team/app' as RepositoryName);
    for (const limit of [1, 3, 7])
      assert.deepEqual(await walk((page) => store.blobs.listRepositories(blob.digest, page), limit), names);
    await store.blobs.delete({ repository: names[2] as RepositoryName, digest: blob.digest, by });
    const { items } = await store.blobs.listRepositories(blob.digest, { limit: 2, after: 'team/app1' });
    assert.deepEqual(items, names.slice(3, 5));
    assert.deepEqual((await store.blobs.listRepositories(blobOf('absent').digest, { limit: 1 })).items, []);
  }),
];
