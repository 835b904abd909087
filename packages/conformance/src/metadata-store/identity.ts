import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RegistryId } from '@lading/core';
import { blobOf, pushBlob, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

export const identity = [
  metadataStoreCase('identity/id', 'has one id, created by the first call', async ({ store, replica }) => {
    assert.equal(await store.registry.findId(), undefined);
    const id = await store.registry.createId();
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    for (const each of [store, replica]) {
      assert.equal(await each.registry.findId(), id);
      assert.equal(await each.registry.createId(), id);
    }
  }),
  metadataStoreCase('identity/given', 'takes a given id only if it has none', async ({ store, replica }) => {
    const [id, other] = [randomUUID(), randomUUID()] as string[] as [RegistryId, RegistryId];
    assert.equal(await store.registry.createId(id), id);
    assert.equal(await replica.registry.createId(other), id);
    assert.equal(await replica.registry.findId(), id);
  }),
  metadataStoreCase('identity/race', 'gives the same id to all who ask for it at once', async ({ store, replica }) => {
    const ids = await Promise.all(times(10, (index) => (index % 2 ? store : replica).registry.createId()));
    assert.deepEqual(new Set(ids), new Set([await replica.registry.findId()]));
  }),
  metadataStoreCase(
    'identity/sample',
    'returns locations of some blobs that are not damaged',
    async ({ store, replica }) => {
      assert.deepEqual(await store.registry.sampleLocations(10), []);
      const blobs = times(5, (index) => blobOf(`layer ${index}`));
      const locations = new Set<string>();
      for (const blob of blobs) locations.add(await pushBlob(store, blob));
      assert.deepEqual(new Set(await replica.registry.sampleLocations(10)), locations);
      const some = await replica.registry.sampleLocations(2);
      assert.equal(some.length, 2);
      assert.ok(some.every((location) => locations.has(location)));
      for (const { digest } of blobs)
        for (const location of await store.registry.sampleLocations(10))
          await store.blobs.markDamaged({ digest, location });
      assert.deepEqual(await replica.registry.sampleLocations(10), []);
    },
  ),
];
