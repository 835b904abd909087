import assert from 'node:assert/strict';
import type { MetadataStore, RepositoryName } from '@lading/core';
import { raceReplicas } from '../race/race-replicas.js';
import { succeedsUnless } from './assertions.js';
import {
  blobOf,
  by,
  hasManifest,
  imageOf,
  openUpload,
  otherRepository,
  pushBlob,
  pushBlobs,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const rounds = 40;
const blob = blobOf('layer');
const latest = tag('latest');

export const blobRaces = [
  metadataStoreCase(
    'race/blob-deletion',
    'never stores a manifest whose blob is deleted',
    async ({ store, replica }) => {
      for (const round of times(rounds, String)) {
        const layers = times(3, (index) => blobOf(`${round} ${index}`));
        await pushBlobs(store, layers);
        const manifest = imageOf(round, { blobs: layers });
        const [stored, ...deletions] = await Promise.all([
          succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.manifests.put({ repository, manifest, tags: [latest], by })),
          ...layers.map(({ digest }) => replica.blobs.delete({ repository, digest, by })),
        ]);
        if (stored) assert.deepEqual(new Set(deletions), new Set(['referenced']));
        else assert.ok(deletions.includes('deleted'));
        assert.equal(await hasManifest(store, manifest), stored);
      }
    },
  ),
  metadataStoreCase(
    'race/one-blob',
    'keeps one location of a blob that twenty clients push',
    async ({ store, replica, trashSeconds, advance }) => {
      const uploads = await Promise.all(
        times(20, (index) => openUpload(store, { blob, name: index % 3 ? repository : otherRepository })),
      );
      await Promise.all(uploads.map((upload, index) => (index % 2 ? store : replica).uploads.finish(upload)));
      const [here, there] = await Promise.all(
        [repository, otherRepository].map((name) => store.blobs.find(name, blob.digest)),
      );
      assert.ok(here !== undefined);
      assert.deepEqual(here, there);
      await advance(trashSeconds + 10);
      const losers = uploads.map((upload) => upload.blob.location).filter((location) => location !== here.location);
      assert.deepEqual(new Set(await store.collection.claimTrash(100, 60)), new Set(losers));
    },
  ),
  metadataStoreCase(
    'race/push-deletion',
    'has bytes for every blob that a push or a mount gave it',
    async ({ store, replica, trashSeconds, advance }) => {
      await raceReplicas({ replicas: [store, replica] }, async ({ name, together }) => {
        const layer = blobOf(name);
        await pushBlob(store, layer, otherRepository);
        const upload = await openUpload(store, { blob: layer });
        const third = `third/${name}` as RepositoryName;
        const { mounted } = await together({
          pushed: (on) => on.uploads.finish(upload),
          mounted: (on) => on.blobs.mount({ from: otherRepository, to: third, digest: layer.digest }),
          deleted: (on) => on.blobs.delete({ repository: otherRepository, digest: layer.digest, by }),
        });
        const pushed = await store.blobs.find(repository, layer.digest);
        assert.ok(pushed !== undefined);
        assert.equal((await store.blobs.find(third, layer.digest))?.location, mounted && pushed.location);
        await advance(trashSeconds + 10);
        assert.ok(!(await store.collection.claimTrash(100, 60)).includes(pushed.location));
      });
    },
  ),
  metadataStoreCase(
    'race/emptied-repository',
    'loses no push to a repository that is emptied and deleted at the same time',
    async ({ store, replica }) => {
      await raceReplicas<MetadataStore>({ replicas: [store, replica] }, async ({ name, together }) => {
        const [old, layer, mounted] = [blobOf(`old ${name}`), blobOf(`new ${name}`), blobOf(`mounted ${name}`)];
        await pushBlob(store, old);
        await pushBlob(store, mounted, otherRepository);
        const manifest = imageOf(name);
        const deleteEmpty = (on: MetadataStore) => on.collection.deleteEmptyRepositories(by);
        await together({
          'delete the last blob': (on) => on.blobs.delete({ repository, digest: old.digest, by }),
          'delete empty repositories': deleteEmpty,
          'push a blob': (on) => pushBlob(on, layer),
          'push a manifest': (on) => on.manifests.put({ repository, manifest, tags: [latest], by }),
          mount: (on) => on.blobs.mount({ from: otherRepository, to: repository, digest: mounted.digest }),
          'delete empty repositories again': deleteEmpty,
        });
        for (const { digest } of [layer, mounted]) {
          assert.notEqual(await store.blobs.find(repository, digest), undefined);
          await replica.blobs.delete({ repository, digest, by });
        }
        assert.equal(await hasManifest(store, manifest), true);
        assert.equal(await store.repositories.has(repository), true);
        await replica.manifests.delete({ repository, digest: manifest.digest, by });
        assert.equal(await store.repositories.has(repository), false);
      });
    },
  ),
  metadataStoreCase(
    'race/collection',
    'never collects a blob that a manifest was stored with',
    async ({ store, replica, leaseSeconds, advance }) => {
      await raceReplicas<MetadataStore>({ replicas: [store, replica] }, async ({ name, together }) => {
        const layers = times(3, (index) => blobOf(`${name} ${index}`));
        await pushBlobs(store, layers);
        await advance(leaseSeconds + 10);
        const put = { repository, manifest: imageOf(name, { blobs: layers }), tags: [], by };
        const collect = (on: MetadataStore) => on.collection.deleteUnreferencedBlobs(10, by);
        const { stored } = await together({
          stored: (on) => succeedsUnless('MANIFEST_BLOB_UNKNOWN', on.manifests.put(put)),
          collected: collect,
          'collected again': collect,
        });
        if (!stored) return;
        for (const { digest } of layers) assert.notEqual(await store.blobs.find(repository, digest), undefined);
      });
    },
  ),
  metadataStoreCase(
    'race/sparse',
    'needs a blob that arrives while a manifest is stored without it',
    async ({ store, replica }) => {
      await raceReplicas({ replicas: [store, replica] }, async ({ name, together }) => {
        const layer = blobOf(name);
        const manifest = imageOf(name, { blobs: [layer] });
        const upload = await openUpload(store, { blob: layer });
        await together({
          'push the manifest': (on) =>
            on.manifests.put({ repository, manifest, tags: [], allowMissing: { blobs: true }, by }),
          'push the blob': (on) => on.uploads.finish(upload),
        });
        assert.equal(await store.blobs.delete({ repository, digest: layer.digest, by }), 'referenced');
      });
    },
  ),
];
