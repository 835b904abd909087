import assert from 'node:assert/strict';
import { mediaTypes } from '@lading/core';
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
  pushBlobs,
  pushImage,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const [config, layer, absent] = [blobOf('config'), blobOf('layer'), blobOf('absent')];

export const manifests = [
  metadataStoreCase(
    'manifest/put',
    'finds a manifest by tag and by digest, and gives the exact bytes',
    async ({ store, replica }) => {
      const image = imageOf('put', { blobs: [config, layer] });
      await pushImage(store, image, { tags: [tag('latest')] });
      const record = { digest: image.digest, mediaType: image.mediaType, size: image.bytes.byteLength };
      assert.deepEqual(await replica.manifests.find(repository, { kind: 'tag', tag: tag('latest') }), record);
      assert.deepEqual(await replica.manifests.find(repository, { kind: 'digest', digest: image.digest }), record);
      const bytes = await replica.manifests.read(repository, image.digest);
      assert.ok(bytes !== undefined && Buffer.from(image.bytes).equals(bytes));
    },
    ['PULL-01', 'PUSH-01'],
  ),
  metadataStoreCase('manifest/absent', 'has nothing under references that nobody pushed', async ({ store }) => {
    await pushImage(store, imageOf('there'), { tags: [tag('latest')] });
    assert.equal(await store.manifests.find(repository, { kind: 'tag', tag: tag('Latest') }), undefined);
    assert.equal(await store.manifests.find(repository, { kind: 'digest', digest: absent.digest }), undefined);
    assert.equal(await store.manifests.read(repository, absent.digest), undefined);
  }),
  metadataStoreCase('manifest/large', 'gives 4 MiB of manifest back byte by byte', async ({ store }) => {
    const image = imageOf('x'.repeat(4 * 1024 * 1024 - 200));
    await store.manifests.put({ repository, manifest: image, tags: [], by });
    const bytes = await store.manifests.read(repository, image.digest);
    assert.ok(bytes !== undefined && Buffer.from(image.bytes).equals(bytes));
  }),
  metadataStoreCase('manifest/own-bytes', 'keeps its own copy of the bytes', async ({ store }) => {
    const image = imageOf('own');
    const bytes = Buffer.from(image.bytes);
    await store.manifests.put({ repository, manifest: { ...image, bytes }, tags: [], by });
    bytes.fill(0);
    (await store.manifests.read(repository, image.digest))?.fill(1);
    const read = await store.manifests.read(repository, image.digest);
    assert.ok(read !== undefined && Buffer.from(image.bytes).equals(read));
  }),
  metadataStoreCase(
    'manifest/again',
    'takes a manifest again, and its media type is the last one',
    async ({ store }) => {
      const image = imageOf('again', { blobs: [layer] });
      await pushImage(store, image, { tags: [tag('one')] });
      const again = { ...image, mediaType: mediaTypes.dockerManifest };
      await store.manifests.put({ repository, manifest: again, tags: [tag('two')], by });
      for (const name of ['one', 'two'])
        assert.equal(
          (await store.manifests.find(repository, { kind: 'tag', tag: tag(name) }))?.mediaType,
          mediaTypes.dockerManifest,
        );
      assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'referenced');
    },
  ),
  metadataStoreCase(
    'manifest/tags',
    'sets many tags at once and moves those that were set',
    async ({ store, replica }) => {
      const [first, second] = [imageOf('first'), imageOf('second')];
      const tags = times(20, (index) => tag(`v${index}`));
      await store.manifests.put({ repository, manifest: first, tags: [...tags, tag('v0')], by });
      for (const name of tags) assert.equal(await digestOfTag(replica, name), first.digest);
      await replica.manifests.put({ repository, manifest: second, tags: [tag('v3')], by });
      assert.equal(await digestOfTag(store, 'v3'), second.digest);
      assert.equal(await digestOfTag(store, 'v4'), first.digest);
      assert.ok(await hasManifest(store, first), 'a manifest stays when a tag leaves it');
    },
    ['TAGP-01', 'TAGP-02'],
  ),
  metadataStoreCase(
    'manifest/sha512',
    'remembers for a tag the digest that it was set to, whatever its algorithm',
    async ({ store }) => {
      const [short, long] = [imageOf('both'), imageOf('both', { algorithm: 'sha512' })];
      await store.manifests.put({ repository, manifest: short, tags: [tag('short')], by });
      await store.manifests.put({ repository, manifest: long, tags: [tag('long')], by });
      assert.equal(await digestOfTag(store, 'short'), short.digest);
      assert.equal(await digestOfTag(store, 'long'), long.digest);
      await store.manifests.delete({ repository, digest: short.digest, by });
      assert.ok(await hasManifest(store, long));
    },
    ['TAGP-06'],
  ),
  metadataStoreCase(
    'manifest/missing',
    'refuses a manifest with one entry for each digest that the repository lacks, and stores nothing of it',
    async ({ store }) => {
      await pushBlob(store, layer);
      await pushBlob(store, config, otherRepository);
      const manifest = imageOf('missing', { blobs: [config, layer, absent, absent] });
      const put = store.manifests.put({ repository, manifest, tags: [tag('latest')], by });
      const { entries, reason } = await rejectsWith('MANIFEST_BLOB_UNKNOWN', put);
      assert.equal(reason, undefined);
      assert.deepEqual(new Set(entries.map(({ code }) => code)), new Set(['MANIFEST_BLOB_UNKNOWN']));
      const named = entries.map(({ detail }) => (detail as { digest: string }).digest);
      assert.deepEqual(named.sort(), [config.digest, absent.digest].sort());
      assert.equal(await hasManifest(store, manifest), false);
      assert.equal(await digestOfTag(store, 'latest'), undefined);
      assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'deleted');
    },
    ['PUSH-03', 'PUSH-04'],
  ),
  metadataStoreCase(
    'manifest/children',
    'takes an index whose entries are manifests or blobs of the repository, and no other',
    async ({ store }) => {
      const [image, stranger] = [imageOf('child'), imageOf('stranger')];
      await pushImage(store, image);
      await pushImage(store, stranger, { name: otherRepository });
      await pushBlob(store, layer);
      const good = indexOf('good', { children: [descriptorOf(image), layer] });
      await store.manifests.put({ repository, manifest: good, tags: [tag('index')], by });
      assert.equal(await digestOfTag(store, 'index'), good.digest);
      assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'referenced');
      const bad = indexOf('bad', { children: [descriptorOf(image), descriptorOf(stranger)] });
      const put = store.manifests.put({ repository, manifest: bad, tags: [], by });
      const { entries } = await rejectsWith('MANIFEST_BLOB_UNKNOWN', put);
      assert.deepEqual(
        entries.map(({ detail }) => detail),
        [{ digest: stranger.digest }],
      );
    },
    ['PUSH-03'],
  ),
  metadataStoreCase(
    'manifest/wrong-size',
    'refuses a descriptor whose size is not the size of what is stored',
    async ({ store }) => {
      const child = imageOf('child');
      await pushImage(store, child);
      await pushBlob(store, layer);
      const wrong = [
        imageOf('blob', { blobs: [{ ...layer, size: layer.size + 1 }] }),
        imageOf('second of two', { blobs: [layer, { ...layer, size: 0 }] }),
        indexOf('child', { children: [{ ...descriptorOf(child), size: 1 }] }),
        indexOf('blob as child', { children: [{ ...layer, size: 1 }] }),
      ];
      for (const manifest of wrong) {
        const put = { repository, manifest, tags: [tag('latest')], allowMissing: { blobs: true, children: true }, by };
        await rejectsWith('MANIFEST_INVALID', store.manifests.put(put));
        assert.equal(await hasManifest(store, manifest), false);
      }
      assert.equal(await digestOfTag(store, 'latest'), undefined);
    },
  ),
  metadataStoreCase(
    'manifest/other-sizes',
    'accepts descriptors with wrong sizes if that is allowed, and references the content',
    async ({ store }) => {
      const child = imageOf('child');
      await pushImage(store, child);
      await pushBlob(store, layer);
      const image = imageOf('sizes', { blobs: [layer, { ...layer, size: layer.size + 1 }] });
      const index = indexOf('sizes', { children: [{ ...descriptorOf(child), size: 1 }] });
      for (const manifest of [image, index]) {
        await rejectsWith('MANIFEST_INVALID', store.manifests.put({ repository, manifest, tags: [], by }));
        await store.manifests.put({ repository, manifest, tags: [], allowOtherSizes: true, by });
        assert.ok(await hasManifest(store, manifest));
      }
      assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'referenced');
    },
  ),
  metadataStoreCase(
    'manifest/subject',
    'takes a manifest whose subject does not exist',
    async ({ store }) => {
      const manifest = imageOf('signature', { subject: descriptorOf(imageOf('nobody pushed it')) });
      await store.manifests.put({ repository, manifest, tags: [], by });
      assert.ok(await hasManifest(store, manifest));
    },
    ['PUSH-02'],
  ),
  metadataStoreCase(
    'manifest/many-layers',
    'takes an image of a hundred layers, some of them twice',
    async ({ store }) => {
      const layers = times(100, (index) => blobOf(`layer ${index}`));
      await pushBlobs(store, layers);
      const manifest = imageOf('big', { blobs: [...layers, ...layers.slice(0, 50)] });
      await store.manifests.put({ repository, manifest, tags: [tag('big')], by });
      for (const blob of layers)
        assert.equal(await store.blobs.delete({ repository, digest: blob.digest, by }), 'referenced');
    },
  ),
  metadataStoreCase(
    'manifest/thousands-of-references',
    'accepts an image and an index with thousands of entries, and references those that it has',
    async ({ store, leaseSeconds, advance }) => {
      const mediaType = mediaTypes.dockerForeignLayerTar;
      const foreign = times(12_000, (index) => ({ ...blobOf(`foreign ${index}`), mediaType }));
      const present = [0, 6_000, 11_999].map((index) => foreign[index] ?? assert.fail());
      await pushBlobs(store, present);
      const image = imageOf('large', { blobs: foreign });
      await store.manifests.put({ repository, manifest: image, tags: [tag('large')], by });
      const children = times(6_000, (index) => blobOf(`child ${index}`));
      const last = children.at(-1) ?? assert.fail();
      await pushBlob(store, last);
      const index = indexOf('large', { children });
      await store.manifests.put({ repository, manifest: index, tags: [], allowMissing: { children: true }, by });
      await advance(leaseSeconds + 10);
      assert.equal(await store.collection.deleteUnreferencedBlobs(10, by), 0);
      for (const { digest } of [...present, last])
        assert.equal(await store.blobs.delete({ repository, digest, by }), 'referenced');
      await store.manifests.put({ repository, manifest: image, tags: [], by });
      assert.equal(await store.manifests.delete({ repository, digest: image.digest, by }), true);
      for (const { digest } of present) assert.equal(await store.blobs.delete({ repository, digest, by }), 'deleted');
    },
  ),
  metadataStoreCase(
    'manifest/thousands-missing',
    'names at most a thousand digests of an image that lacks thousands',
    async ({ store }) => {
      const manifest = imageOf('large', { blobs: times(6_000, (index) => blobOf(`layer ${index}`)) });
      const error = await rejectsWith(
        'MANIFEST_BLOB_UNKNOWN',
        store.manifests.put({ repository, manifest, tags: [], by }),
      );
      assert.equal(error.entries.length, 1000);
    },
    ['PUSH-04'],
  ),
];
