import assert from 'node:assert/strict';
import type { MetadataStore } from '@lading/core';
import { blobOf, by, imageOf, otherRepository, pushBlob, pushBlobs, pushImage, repository, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const blob = blobOf('layer');

async function collect(store: MetadataStore): Promise<number> {
  let all = 0;
  for (let taken = 1; taken > 0; all += taken) taken = await store.collection.deleteUnreferencedBlobs(10, by);
  return all;
}

export const unreferencedBlobs = [
  metadataStoreCase(
    'unreferenced-blob/lease',
    'takes a blob that no manifest came for, when its lease is over and not before',
    async ({ store, replica, leaseSeconds, trashSeconds, advance }) => {
      const location = await pushBlob(store, blob);
      await advance(leaseSeconds - 10);
      assert.equal(await collect(store), 0);
      await advance(20);
      assert.equal(await collect(replica), 1);
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
      assert.equal(await store.repositories.has(repository), false);
      await advance(trashSeconds + 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [location]);
    },
  ),
  metadataStoreCase(
    'unreferenced-blob/referenced',
    'keeps what a manifest references, and gives it a new lease when the manifest goes',
    async ({ store, leaseSeconds, advance }) => {
      const image = imageOf('needs it', { blobs: [blob] });
      await pushImage(store, image);
      for (let round = 0; round < 3; round++) {
        await advance(leaseSeconds + 10);
        assert.equal(await collect(store), 0);
      }
      await store.manifests.delete({ repository, digest: image.digest, by });
      assert.equal(await collect(store), 0);
      await advance(leaseSeconds - 10);
      assert.equal(await collect(store), 0);
      await advance(20);
      assert.equal(await collect(store), 1);
    },
  ),
  metadataStoreCase(
    'unreferenced-blob/renewed',
    'keeps what a client asked for in order to push, mounted or uploaded again',
    async ({ store, leaseSeconds, advance }) => {
      const renewals = [
        () => store.blobs.find(repository, blob.digest, { renewLease: true }),
        () => store.blobs.mount({ from: repository, to: repository, digest: blob.digest }),
        () => pushBlob(store, blob),
      ];
      await pushBlob(store, blob);
      for (const renew of renewals) {
        await advance(leaseSeconds - 10);
        await renew();
        await advance(20);
        assert.equal(await collect(store), 0);
        assert.notEqual(await store.blobs.find(repository, blob.digest), undefined);
      }
      await advance(leaseSeconds);
      assert.equal(await collect(store), 1, 'a plain read renews nothing');
    },
  ),
  metadataStoreCase(
    'unreferenced-blob/repositories',
    'takes a blob from one repository and leaves it to another that needs it',
    async ({ store, leaseSeconds, trashSeconds, advance }) => {
      await pushBlob(store, blob);
      await pushImage(store, imageOf('needs it', { blobs: [blob] }), { name: otherRepository });
      await advance(leaseSeconds + 10);
      assert.equal(await collect(store), 1);
      assert.equal(await store.blobs.find(repository, blob.digest), undefined);
      const location = (await store.blobs.find(otherRepository, blob.digest))?.location;
      assert.ok(location !== undefined);
      await advance(trashSeconds + 10);
      assert.ok(!(await store.collection.claimTrash(10, 60)).includes(location));
    },
  ),
  metadataStoreCase(
    'unreferenced-blob/limit',
    'takes no more than were asked for',
    async ({ store, leaseSeconds, advance }) => {
      await pushBlobs(
        store,
        times(7, (index) => blobOf(`${index}`)),
      );
      const kept = times(5, (index) => blobOf(`kept ${index}`));
      await pushImage(store, imageOf('needs them', { blobs: kept }));
      await advance(leaseSeconds + 10);
      const counts = [
        await store.collection.deleteUnreferencedBlobs(3, by),
        await store.collection.deleteUnreferencedBlobs(3, by),
      ];
      counts.push(
        await store.collection.deleteUnreferencedBlobs(3, by),
        await store.collection.deleteUnreferencedBlobs(3, by),
      );
      assert.deepEqual(counts, [3, 3, 1, 0]);
      for (const { digest } of kept) assert.notEqual(await store.blobs.find(repository, digest), undefined);
    },
  ),
];
