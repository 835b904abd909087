import assert from 'node:assert/strict';
import {
  blobOf,
  by,
  descriptorOf,
  digestOfTag,
  hasManifest,
  imageOf,
  indexOf,
  otherRepository,
  pushImage,
  repository,
  tag,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const layer = blobOf('layer');

export const manifestDeletion = [
  metadataStoreCase(
    'manifest-deletion/tags',
    'removes a manifest with every tag that points to it, and nothing else',
    async ({ store, replica }) => {
      const [image, other] = [imageOf('gone', { blobs: [layer] }), imageOf('stays', { blobs: [layer] })];
      await pushImage(store, image, { tags: [tag('a'), tag('b')] });
      await pushImage(store, other, { tags: [tag('c')] });
      await pushImage(store, image, { name: otherRepository });
      assert.equal(await replica.manifests.delete({ repository, digest: image.digest, by }), true);
      assert.equal(await hasManifest(store, image), false);
      assert.equal(await store.manifests.read(repository, image.digest), undefined);
      assert.equal(await digestOfTag(store, 'a'), undefined);
      assert.deepEqual((await store.tags.list(repository, { limit: 10 })).items, ['c']);
      assert.ok(await hasManifest(store, image, otherRepository));
      assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'referenced');
    },
    ['DEL-05', 'DEL-08'],
  ),
  metadataStoreCase(
    'manifest-deletion/unknown',
    'says that there was nothing to delete',
    async ({ store }) => {
      const image = imageOf('gone');
      assert.equal(await store.manifests.delete({ repository, digest: image.digest, by }), false);
      await pushImage(store, image);
      assert.equal(await store.manifests.delete({ repository, digest: image.digest, by }), true);
      assert.equal(await store.manifests.delete({ repository, digest: image.digest, by }), false);
    },
    ['DEL-06'],
  ),
  metadataStoreCase(
    'manifest-deletion/blobs',
    'keeps the blobs of a deleted manifest, and lets go of them',
    async ({ store }) => {
      const image = imageOf('gone', { blobs: [layer] });
      await pushImage(store, image);
      await store.manifests.delete({ repository, digest: image.digest, by });
      assert.notEqual(await store.blobs.find(repository, layer.digest), undefined);
      await store.manifests.put({ repository, manifest: image, tags: [], by });
      await store.manifests.delete({ repository, digest: image.digest, by });
      assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'deleted');
    },
  ),
  metadataStoreCase(
    'manifest-deletion/child',
    'leaves an index whose entry is deleted, and takes the entry back',
    async ({ store }) => {
      const [child, sibling] = [imageOf('child'), imageOf('sibling')];
      const index = indexOf('index', { children: [descriptorOf(child), descriptorOf(sibling)] });
      await pushImage(store, child);
      await pushImage(store, sibling);
      await store.manifests.put({ repository, manifest: index, tags: [tag('index')], by });
      assert.equal(await store.manifests.delete({ repository, digest: child.digest, by }), true);
      assert.equal(await digestOfTag(store, 'index'), index.digest);
      await pushImage(store, child);
      assert.equal(await store.manifests.delete({ repository, digest: child.digest, by }), true);
      assert.equal(await store.manifests.delete({ repository, digest: index.digest, by }), true);
      assert.ok(await hasManifest(store, sibling));
    },
  ),
  metadataStoreCase(
    'manifest-deletion/subject',
    'leaves what has a deleted manifest as its subject',
    async ({ store }) => {
      const image = imageOf('subject');
      const signature = imageOf('signature', { subject: descriptorOf(image) });
      await pushImage(store, image);
      await pushImage(store, signature);
      assert.equal(await store.manifests.delete({ repository, digest: image.digest, by }), true);
      assert.ok(await hasManifest(store, signature));
      const { items } = await store.referrers.list(repository, image.digest, { limit: 10, maximumBytes: 10_000 });
      assert.deepEqual(
        items.map(({ digest }) => digest),
        [signature.digest],
      );
    },
  ),
];
