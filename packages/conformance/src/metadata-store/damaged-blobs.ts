import assert from 'node:assert/strict';
import type { BlobLocation, BlobRecord, MetadataStore, RepositoryName } from '@lading/core';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  by,
  hasManifest,
  imageOf,
  indexOf,
  newUploadId,
  openUpload,
  otherRepository,
  pushBlob,
  pushImage,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const third = 'library/third' as RepositoryName;
const blob = blobOf('layer');
const { digest } = blob;

/** Adds the blob to two repositories and marks it as damaged. Returns the location that it had. */
async function damage(store: MetadataStore): Promise<BlobLocation> {
  const location = await pushBlob(store, blob);
  await store.blobs.mount({ from: repository, to: otherRepository, digest });
  assert.equal(await store.blobs.markDamaged({ digest, location }), true);
  return location;
}

/** Closes an upload. Returns the blobs that it was asked about, and the location of its own bytes. */
async function pushAsked(store: MetadataStore, answer: (known: BlobRecord) => boolean | Promise<boolean>) {
  const upload = await openUpload(store, { blob });
  const asked: BlobRecord[] = [];
  const isStored = async (known: BlobRecord) => {
    asked.push(known);
    return answer(known);
  };
  await store.uploads.finish({ ...upload, isStored });
  return { asked, location: upload.blob.location };
}

const locationIn = async (store: MetadataStore, name: RepositoryName = repository) =>
  (await store.blobs.find(name, digest))?.location;

export const damagedBlobs = [
  metadataStoreCase(
    'damage/absent',
    'treats a damaged blob as absent in every repository that has it',
    async ({ store, replica }) => {
      await damage(store);
      for (const name of [repository, otherRepository]) {
        assert.equal(await replica.blobs.find(name, digest), undefined);
        assert.equal(await replica.blobs.find(name, digest, { renewLease: true }), undefined);
        assert.equal(await replica.blobs.mount({ from: name, to: third, digest }), undefined);
        assert.equal(await replica.repositories.has(name), true);
      }
      assert.deepEqual((await replica.blobs.listRepositories(digest, { limit: 10 })).items, []);
      assert.equal(await store.repositories.has(third), false);
    },
  ),
  metadataStoreCase('damage/once', 'marks a blob once, and only at the location that it has', async ({ store }) => {
    const location = await pushBlob(store, blob);
    const elsewhere = 'elsewhere' as BlobLocation;
    assert.equal(await store.blobs.markDamaged({ digest, location: elsewhere }), false);
    assert.equal(await store.blobs.markDamaged({ digest: blobOf('absent').digest, location }), false);
    assert.equal(await locationIn(store), location);
    assert.equal(await store.blobs.markDamaged({ digest, location }), true);
    assert.equal(await store.blobs.markDamaged({ digest, location }), false);
  }),
  metadataStoreCase(
    'damage/references',
    'refuses new manifests that list a damaged blob, and keeps existing ones',
    async ({ store, replica }) => {
      const image = imageOf('before', { blobs: [blob] });
      await pushImage(store, image, { tags: [tag('before')] });
      const location = await locationIn(store);
      assert.ok(location !== undefined && (await store.blobs.markDamaged({ digest, location })));
      for (const manifest of [image, imageOf('after', { blobs: [blob] }), indexOf('after', { children: [blob] })])
        await rejectsWith('MANIFEST_BLOB_UNKNOWN', replica.manifests.put({ repository, manifest, tags: [], by }));
      assert.equal(await hasManifest(store, image), true);
      assert.equal(await store.blobs.delete({ repository, digest, by }), 'referenced');
      await pushBlob(store, blob);
      await replica.manifests.put({
        repository,
        manifest: imageOf('after', { blobs: [blob] }),
        tags: [tag('after')],
        by,
      });
    },
    ['PUSH-04'],
  ),
  metadataStoreCase(
    'damage/repair',
    'uses the location of the next push in every repository, and keeps the old bytes for the delay of the trash',
    async ({ store, replica, trashSeconds, advance }) => {
      const old = await damage(store);
      const repaired = await pushBlob(replica, blob, third);
      for (const name of [repository, otherRepository, third]) assert.equal(await locationIn(store, name), repaired);
      assert.equal((await store.blobs.listRepositories(digest, { limit: 10 })).items.length, 3);
      await advance(trashSeconds - 10);
      assert.deepEqual(await store.collection.claimTrash(10, 60), []);
      await advance(20);
      assert.deepEqual(await store.collection.claimTrash(10, 60), [old]);
      assert.equal(await locationIn(store), repaired);
    },
  ),
  metadataStoreCase(
    'damage/late-report',
    'is not marked again by a late report about its location before the repair',
    async ({ store, replica }) => {
      const old = await damage(store);
      const repaired = await pushBlob(store, blob);
      assert.equal(await replica.blobs.markDamaged({ digest, location: old }), false);
      assert.equal(await locationIn(store), repaired);
      assert.equal(await replica.blobs.markDamaged({ digest, location: repaired }), true);
    },
  ),
  metadataStoreCase(
    'damage/sparse',
    'references a damaged blob from a manifest that may be stored without it',
    async ({ store, leaseSeconds, advance }) => {
      await damage(store);
      const manifest = imageOf('sparse', { blobs: [blob] });
      await store.manifests.put({ repository, manifest, tags: [tag('sparse')], allowMissing: { blobs: true }, by });
      await advance(leaseSeconds + 10);
      await store.collection.deleteUnreferencedBlobs(10, by);
      const repaired = await pushBlob(store, blob, third);
      assert.equal(await locationIn(store), repaired);
      assert.equal(await locationIn(store, otherRepository), undefined, 'nothing referenced it there');
    },
  ),
  metadataStoreCase('damage/delete', 'deletes a damaged blob, and takes it again', async ({ store }) => {
    await damage(store);
    for (const name of [repository, otherRepository])
      assert.equal(await store.blobs.delete({ repository: name, digest, by }), 'deleted');
    assert.equal(await store.blobs.delete({ repository, digest, by }), 'unknown');
    const location = await pushBlob(store, blob);
    assert.equal(await locationIn(store), location);
  }),
  metadataStoreCase(
    'damage/asked',
    'checks whether the bytes of a known blob are stored, and changes its location only if they are not',
    async ({ store, replica }) => {
      const first = await pushAsked(store, () => assert.fail('a new digest is not asked about'));
      const second = await pushAsked(replica, () => true);
      assert.deepEqual(second.asked, [{ digest, size: blob.size, location: first.location }]);
      assert.equal(await locationIn(store), first.location);
      const third = await pushAsked(replica, () => false);
      assert.deepEqual(third.asked, second.asked);
      assert.equal(await locationIn(store), third.location);
      await store.blobs.markDamaged({ digest, location: third.location });
      const fourth = await pushAsked(replica, () => assert.fail('a damaged blob is not asked about'));
      assert.equal(await locationIn(store), fourth.location);
    },
  ),
  metadataStoreCase(
    'damage/changed-while-asked',
    'checks again if the known blob has got another location or been marked meanwhile',
    async ({ store, replica }) => {
      const first = await pushBlob(store, blob);
      let moved: BlobLocation | undefined;
      const slow = await pushAsked(store, async ({ location }) => {
        if (location !== first) return true;
        await replica.blobs.markDamaged({ digest, location });
        moved = await pushBlob(replica, blob, otherRepository);
        return true;
      });
      assert.deepEqual(
        slow.asked.map(({ location }) => location),
        [first, moved],
      );
      assert.equal(await locationIn(store), moved);
      const damaged = await pushAsked(store, ({ location }) => replica.blobs.markDamaged({ digest, location }));
      assert.equal(await locationIn(store), damaged.location);
    },
  ),
  metadataStoreCase('damage/unanswered', 'changes nothing if the question fails', async ({ store }) => {
    const location = await pushBlob(store, blob);
    const upload = await openUpload(store, { blob, name: otherRepository });
    const failure = new Error('the blob store does not answer');
    await assert.rejects(store.uploads.finish({ ...upload, isStored: () => Promise.reject(failure) }), /answer$/);
    assert.equal(await locationIn(store), location);
    assert.equal(await store.repositories.has(otherRepository), false);
    await store.uploads.finish({ ...upload, isStored: async () => true });
    assert.equal(await locationIn(store, otherRepository), location);
  }),
  metadataStoreCase('damage/unclaimed', 'repairs nothing by an upload whose claim was lost', async ({ store }) => {
    await damage(store);
    const upload = await openUpload(store, { blob });
    await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish({ ...upload, writer: 'stranger' }));
    await rejectsWith('BLOB_UPLOAD_UNKNOWN', store.uploads.finish({ ...upload, id: newUploadId() }));
    assert.equal(await locationIn(store), undefined);
    await store.uploads.finish(upload);
    assert.equal(await locationIn(store), upload.blob.location);
  }),
  metadataStoreCase(
    'damage/race',
    'has one mark and one location when readers mark and clients push at the same time',
    async ({ store, replica, trashSeconds, advance }) => {
      for (const _ of times(10, String)) {
        const location = (await locationIn(store)) ?? (await pushBlob(store, blob));
        const stores = times(8, (index) => (index % 2 ? store : replica));
        const uploads = await Promise.all(
          stores.map((each, index) => openUpload(each, { blob, name: index % 3 ? repository : otherRepository })),
        );
        const marks = stores.map((each) => each.blobs.markDamaged({ digest, location }));
        const pushes = uploads.map((upload, index) =>
          stores[index]?.uploads.finish({ ...upload, isStored: async (known) => known.location !== location }),
        );
        const marked = (await Promise.all(marks)).filter(Boolean).length;
        await Promise.all(pushes);
        assert.ok(marked <= 1, `${marked} marks of one location`);
        const kept = await locationIn(store);
        assert.ok(uploads.some((upload) => upload.blob.location === kept));
        assert.equal(await locationIn(replica, otherRepository), kept);
        await advance(trashSeconds + 10);
        const losers = [location, ...uploads.map((upload) => upload.blob.location)].filter((each) => each !== kept);
        const trash = await store.collection.claimTrash(100, 60);
        assert.deepEqual(new Set(trash), new Set(losers));
        for (const each of trash) await store.collection.forgetLocation(each);
      }
    },
  ),
];
