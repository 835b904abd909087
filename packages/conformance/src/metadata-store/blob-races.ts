import assert from 'node:assert/strict';
import { succeedsUnless } from './assertions.js';
import {
  blobOf,
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

const rounds = 20;
const blob = blobOf('layer');
const latest = tag('latest');

export const blobRaces = [
  metadataStoreCase(
    'race/blob-deletion',
    'never stores a manifest whose blob is deleted',
    async ({ store, replica }) => {
      for (const round of times(rounds * 2, String)) {
        const layers = times(3, (index) => blobOf(`${round} ${index}`));
        await pushBlobs(store, layers);
        const manifest = imageOf(round, { blobs: layers });
        const [stored, ...deletions] = await Promise.all([
          succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.putManifest({ repository, manifest, tags: [latest] })),
          ...layers.map(({ digest }) => replica.deleteBlob(repository, digest)),
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
      await Promise.all(uploads.map((upload, index) => (index % 2 ? store : replica).finishUpload(upload)));
      const [here, there] = await Promise.all(
        [repository, otherRepository].map((name) => store.findBlob(name, blob.digest)),
      );
      assert.ok(here !== undefined);
      assert.deepEqual(here, there);
      await advance(trashSeconds + 10);
      const losers = uploads.map((upload) => upload.blob.location).filter((location) => location !== here.location);
      assert.deepEqual(new Set(await store.claimTrash(100, 60)), new Set(losers));
    },
  ),
  metadataStoreCase(
    'race/push-deletion',
    'has bytes for every blob that a push or a mount gave it',
    async ({ store, replica, trashSeconds, advance }) => {
      for (const round of times(rounds, String)) {
        const layer = blobOf(round);
        await pushBlob(store, layer, otherRepository);
        const upload = await openUpload(store, { blob: layer });
        const third = newRepository(round);
        const [, mounted] = await Promise.all([
          store.finishUpload(upload),
          replica.mountBlob({ from: otherRepository, to: third, digest: layer.digest }),
          replica.deleteBlob(otherRepository, layer.digest),
        ]);
        const pushed = await store.findBlob(repository, layer.digest);
        assert.ok(pushed !== undefined);
        assert.equal((await store.findBlob(third, layer.digest))?.location, mounted && pushed.location);
        await advance(trashSeconds + 10);
        assert.ok(!(await store.claimTrash(100, 60)).includes(pushed.location));
      }
    },
  ),
  metadataStoreCase(
    'race/emptied-repository',
    'loses no push to a repository that is emptied and deleted at the same time',
    async ({ store, replica }) => {
      for (const round of times(rounds, String)) {
        const [old, layer, mounted] = [blobOf(`old ${round}`), blobOf(`new ${round}`), blobOf(`mounted ${round}`)];
        await pushBlob(store, old);
        await pushBlob(store, mounted, otherRepository);
        const manifest = imageOf(round);
        await Promise.all([
          replica.deleteBlob(repository, old.digest),
          replica.deleteEmptyRepositories(),
          pushBlob(store, layer),
          store.putManifest({ repository, manifest, tags: [latest] }),
          store.mountBlob({ from: otherRepository, to: repository, digest: mounted.digest }),
          store.deleteEmptyRepositories(),
        ]);
        for (const { digest } of [layer, mounted]) {
          assert.notEqual(await store.findBlob(repository, digest), undefined);
          await replica.deleteBlob(repository, digest);
        }
        assert.equal(await hasManifest(store, manifest), true);
        assert.equal(await store.hasRepository(repository), true);
        await replica.deleteManifest(repository, manifest.digest);
        assert.equal(await store.hasRepository(repository), false);
      }
    },
  ),
  metadataStoreCase(
    'race/collection',
    'never collects a blob that a manifest was stored with',
    async ({ store, replica, leaseSeconds, advance }) => {
      for (const round of times(rounds, String)) {
        const layers = times(3, (index) => blobOf(`${round} ${index}`));
        await pushBlobs(store, layers);
        await advance(leaseSeconds + 10);
        const manifest = imageOf(round, { blobs: layers });
        const [stored] = await Promise.all([
          succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.putManifest({ repository, manifest, tags: [] })),
          replica.deleteUnreferencedBlobs(10),
          store.deleteUnreferencedBlobs(10),
        ]);
        if (!stored) continue;
        for (const { digest } of layers) assert.notEqual(await store.findBlob(repository, digest), undefined);
      }
    },
  ),
  metadataStoreCase(
    'race/sparse',
    'needs a blob that arrives while a manifest is stored without it',
    async ({ store, replica }) => {
      for (const round of times(rounds, String)) {
        const layer = blobOf(round);
        const manifest = imageOf(round, { blobs: [layer] });
        const upload = await openUpload(store, { blob: layer });
        await Promise.all([
          store.putManifest({ repository, manifest, tags: [], allowMissing: { blobs: true } }),
          replica.finishUpload(upload),
        ]);
        assert.equal(await store.deleteBlob(repository, layer.digest), 'referenced');
      }
    },
  ),
];

function newRepository(name: string): typeof repository {
  return `third/${name}` as typeof repository;
}
