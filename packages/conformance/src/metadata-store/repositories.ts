import assert from 'node:assert/strict';
import type { RepositoryName } from '@lading/core';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  by,
  imageOf,
  newUploadId,
  otherRepository,
  pushBlob,
  pushImage,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';
import { walk } from './walk.js';

const blob = blobOf('layer');

export const repositories = [
  metadataStoreCase('check', 'answers the readiness probe, and stops for its signal', async ({ store, replica }) => {
    await store.check();
    await replica.check(new AbortController().signal);
    await assert.rejects(store.check(AbortSignal.abort(new Error('enough'))), /enough/);
  }),
  metadataStoreCase('repository/unknown', 'knows nothing of a repository without content', async ({ store }) => {
    assert.equal(await store.repositories.has(repository), false);
    assert.deepEqual(await store.repositories.list({ limit: 10 }), { items: [], hasMore: false });
    assert.deepEqual(await store.tags.list(repository, { limit: 10 }), { items: [], hasMore: false });
  }),
  metadataStoreCase(
    'repository/upload',
    'creates no repository for an upload that is not closed',
    async ({ store }) => {
      const session = { id: newUploadId(), repository, state: { size: 0, store: {} } };
      await store.uploads.create(session, 60);
      assert.equal(await store.repositories.has(repository), false);
    },
  ),
  metadataStoreCase(
    'repository/blob',
    'has a repository with its first blob until its last goes',
    async ({ store }) => {
      await pushBlob(store, blob);
      assert.equal(await store.repositories.has(repository), true);
      assert.deepEqual((await store.repositories.list({ limit: 10 })).items, [repository]);
      await store.blobs.delete({ repository, digest: blob.digest, by });
      assert.equal(await store.repositories.has(repository), false);
      assert.deepEqual((await store.repositories.list({ limit: 10 })).items, []);
    },
  ),
  metadataStoreCase(
    'repository/manifest',
    'has a repository with its first manifest until its last goes',
    async ({ store, replica }) => {
      const image = imageOf('alone');
      await store.manifests.put({ repository, manifest: image, tags: [], by });
      assert.equal(await replica.repositories.has(repository), true);
      await store.manifests.delete({ repository, digest: image.digest, by });
      assert.equal(await replica.repositories.has(repository), false);
      await pushImage(store, image);
      assert.equal(await replica.repositories.has(repository), true);
    },
  ),
  metadataStoreCase(
    'repository/emptied',
    'accepts a push to a repository that was emptied and deleted',
    async ({ store, replica }) => {
      await pushBlob(store, blob);
      await pushBlob(store, blob, otherRepository);
      await store.blobs.delete({ repository, digest: blob.digest, by });
      await store.collection.deleteEmptyRepositories(by);
      await replica.collection.deleteEmptyRepositories(by);
      assert.equal(await store.repositories.has(repository), false);
      assert.deepEqual((await store.repositories.list({ limit: 10 })).items, [otherRepository]);
      await pushImage(replica, imageOf('again', { blobs: [blob] }), { tags: [tag('latest')] });
      assert.deepEqual((await store.repositories.list({ limit: 10 })).items, [repository, otherRepository].sort());
    },
  ),
  metadataStoreCase(
    'repository/refused-manifest',
    'creates no repository for a refused manifest',
    async ({ store }) => {
      const manifest = imageOf('refused', { blobs: [blob] });
      await rejectsWith(
        'MANIFEST_BLOB_UNKNOWN',
        store.manifests.put({ repository, manifest, tags: [tag('latest')], by }),
      );
      assert.equal(await store.repositories.has(repository), false);
    },
  ),
  metadataStoreCase(
    'repository/order',
    'lists repositories in byte order, whatever the size of the pages',
    async ({ store }) => {
      const names = ['a', 'a-b', 'a.b', 'a/b', 'a0', 'a__b', 'a_b', 'ab', 'b', '0'] as RepositoryName[];
      for (const name of [...names].reverse()) await pushBlob(store, blob, name);
      const sorted = [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      for (const limit of [1, 3, 10, 100])
        assert.deepEqual(await walk((page) => store.repositories.list(page), limit), sorted);
    },
    ['LEG-02'],
  ),
  metadataStoreCase(
    'repository/paging',
    'loses and repeats no repository while others come and go',
    async ({ store, replica }) => {
      const stable = times(20, (index) => `s${String(index).padStart(2, '0')}` as RepositoryName);
      const leaving = ['s03x', 's11x'] as RepositoryName[];
      for (const name of [...stable, ...leaving]) await pushBlob(store, blob, name);
      let page = 0;
      const seen = await walk(async (request) => {
        page++;
        for (const name of leaving.splice(0, 1))
          await replica.blobs.delete({ repository: name, digest: blob.digest, by });
        for (const name of [`a${page}`, `z${page}`] as RepositoryName[])
          if (page < 9) await pushBlob(replica, blob, name);
        return store.repositories.list(request);
      }, 4);
      assert.deepEqual(
        seen.filter((name) => stable.includes(name)),
        stable,
      );
      assert.equal(new Set(seen).size, seen.length);
    },
    ['LEG-02'],
  ),
  metadataStoreCase('list/signal', 'reads no list that nobody waits for any more, and says why', async ({ store }) => {
    await pushImage(store, imageOf('listed', { blobs: [blob] }), { tags: [tag('latest')] });
    const page = { limit: 10, signal: AbortSignal.abort(new Error('enough')) };
    await assert.rejects(store.repositories.list(page), /enough/);
    await assert.rejects(store.tags.list(repository, page), /enough/);
    await assert.rejects(store.referrers.list(repository, blob.digest, { ...page, maximumBytes: 1000 }), /enough/);
    await assert.rejects(store.blobs.listRepositories(blob.digest, page), /enough/);
    const { signal } = new AbortController();
    assert.deepEqual((await store.tags.list(repository, { limit: 10, signal })).items, ['latest']);
  }),
  metadataStoreCase('repository/long-name', 'takes names of 255 characters', async ({ store }) => {
    const [one, other] = [`${'a'.repeat(254)}1`, `${'a'.repeat(254)}2`] as RepositoryName[];
    assert.ok(one !== undefined && other !== undefined);
    await pushImage(store, imageOf('long', { blobs: [blob] }), { name: one, tags: [tag('latest')] });
    assert.equal(await store.repositories.has(one), true);
    assert.equal(await store.repositories.has(other), false);
    assert.equal(await store.blobs.find(other, blob.digest), undefined);
    assert.deepEqual((await store.repositories.list({ limit: 1 })).items, [one]);
  }),
  metadataStoreCase('repository/apart', 'keeps repositories apart', async ({ store }) => {
    const image = imageOf('mine', { blobs: [blob] });
    await pushImage(store, image, { tags: [tag('latest')] });
    assert.equal(await store.blobs.find(otherRepository, blob.digest), undefined);
    assert.equal(await store.manifests.find(otherRepository, { kind: 'tag', tag: tag('latest') }), undefined);
    assert.equal(await store.manifests.find(otherRepository, { kind: 'digest', digest: image.digest }), undefined);
    assert.equal(await store.manifests.read(otherRepository, image.digest), undefined);
    assert.equal(await store.manifests.delete({ repository: otherRepository, digest: image.digest, by }), false);
    assert.equal(await store.tags.delete({ repository: otherRepository, tag: tag('latest'), by }), false);
    assert.equal(await store.blobs.delete({ repository: otherRepository, digest: blob.digest, by }), 'unknown');
    assert.deepEqual((await store.tags.list(otherRepository, { limit: 1 })).items, []);
  }),
];
