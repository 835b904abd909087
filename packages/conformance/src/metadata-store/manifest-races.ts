import assert from 'node:assert/strict';
import type { Descriptor } from '@lading/core';
import { rejectsWith } from './assertions.js';
import {
  blobOf,
  descriptorOf,
  digestOfTag,
  hasManifest,
  imageOf,
  indexOf,
  otherRepository,
  pushBlob,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const rounds = 20;
const [layer, missing] = [blobOf('layer'), blobOf('missing')];
const wrong: Descriptor = { ...layer, size: layer.size + 1 };

export const manifestRaces = [
  metadataStoreCase(
    'race/many-puts',
    'stores what is whole of many manifests that come at once, and tells each of the rest why',
    async ({ store, replica }) => {
      for (const name of [repository, otherRepository]) await pushBlob(store, layer, name);
      const good = times(10, (index) => imageOf(`good ${index}`, { blobs: [layer] }));
      const lacking = times(3, (index) => imageOf(`lacking ${index}`, { blobs: [layer, missing] }));
      const sparse = times(3, (index) => imageOf(`sparse ${index}`, { blobs: [layer, missing] }));
      const invalid = times(3, (index) => imageOf(`invalid ${index}`, { blobs: [wrong] }));
      const put = { repository, tags: [tag('latest')] };
      await Promise.all([
        ...good.map((manifest, index) => store.putManifest({ ...put, manifest, tags: [tag(`t${index}`)] })),
        ...good.map((manifest) => store.putManifest({ ...put, manifest, repository: otherRepository })),
        ...good.map((manifest) => store.putManifest({ ...put, manifest, tags: [] })),
        ...lacking.map((manifest) => rejectsWith('MANIFEST_BLOB_UNKNOWN', store.putManifest({ ...put, manifest }))),
        ...invalid.map((manifest) => rejectsWith('MANIFEST_INVALID', store.putManifest({ ...put, manifest }))),
        ...sparse.map((manifest) => store.putManifest({ ...put, manifest, tags: [], allowMissing: { blobs: true } })),
      ]);
      for (const [index, { digest }] of good.entries()) {
        assert.equal(await digestOfTag(store, `t${index}`), digest);
        const elsewhere = await replica.findManifest(otherRepository, { kind: 'digest', digest });
        assert.equal(elsewhere?.digest, digest);
        const bytes = await replica.readManifest(repository, digest);
        assert.deepEqual(Buffer.from(bytes ?? []), Buffer.from(good[index]?.bytes ?? []));
      }
      assert.equal(await digestOfTag(store, 'latest'), undefined);
      for (const manifest of sparse) assert.ok(await hasManifest(store, manifest));
      for (const manifest of [...lacking, ...invalid]) assert.equal(await hasManifest(store, manifest), false);
      for (const name of [repository, otherRepository])
        assert.equal(await store.deleteBlob(name, layer.digest), 'referenced');
    },
  ),
  metadataStoreCase(
    'race/awaited-entry',
    'gives an index its entry, whichever of them comes first',
    async ({ store, replica }) => {
      for (const round of times(rounds, String)) {
        const child = imageOf(round);
        const index = indexOf(round, { children: [descriptorOf(child)] });
        await Promise.all([
          store.putManifest({ repository, manifest: index, tags: [], allowMissing: { children: true } }),
          replica.putManifest({ repository, manifest: child, tags: [] }),
          store.putManifest({ repository, manifest: child, tags: [tag(round)] }),
        ]);
        assert.ok((await hasManifest(store, index)) && (await hasManifest(store, child)));
      }
    },
  ),
  metadataStoreCase(
    'race/entry-again',
    'gives an index its entry again that is deleted and pushed at once',
    async ({ store, replica }) => {
      for (const round of times(rounds, String)) {
        const child = imageOf(round);
        const index = indexOf(round, { children: [descriptorOf(child)] });
        for (const manifest of [child, index]) await store.putManifest({ repository, manifest, tags: [] });
        await Promise.all([
          store.deleteManifest(repository, child.digest),
          replica.putManifest({ repository, manifest: child, tags: [] }),
          replica.deleteManifest(repository, child.digest),
          store.putManifest({ repository, manifest: child, tags: [] }),
        ]);
        assert.ok(await hasManifest(store, index));
      }
    },
  ),
];
