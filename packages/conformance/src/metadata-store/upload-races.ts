import assert from 'node:assert/strict';
import { raceReplicas } from '../race/race-replicas.js';
import { succeedsUnless } from './assertions.js';
import { blobOf, by, claimSeconds, newUploadId, openUpload, pushBlobs, repository, tag, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const rounds = 20;
const _blob = blobOf('layer');
const _latest = tag('latest');

export const uploadRaces = [
  metadataStoreCase('race/one-session', 'gives a session to exactly one of ten writers', async ({ store, replica }) => {
    for (let round = 0; round < 10; round++) {
      const id = newUploadId();
      await store.uploads.create({ id, repository, state: { size: 0, store: {} } }, 60);
      const claims = await Promise.all(
        times(10, (index) =>
          (index % 2 ? store : replica).uploads.claim({
            repository,
            id,
            writer: `${index}`,
            leaseSeconds: claimSeconds,
          }),
        ),
      );
      assert.equal(claims.filter(({ outcome }) => outcome === 'claimed').length, 1);
      assert.equal(claims.filter(({ outcome }) => outcome === 'busy').length, 9);
    }
  }),
  metadataStoreCase('race/finish-cancel', 'either closes or cancels a session', async ({ store, replica, advance }) => {
    await raceReplicas({ replicas: [store, replica], rounds }, async ({ name, together }) => {
      const upload = await openUpload(store, { blob: blobOf(name) });
      const { finished, cancelled } = await together({
        finished: (on) => succeedsUnless('BLOB_UPLOAD_UNKNOWN', on.uploads.finish(upload)),
        cancelled: (on) => on.uploads.cancel(repository, upload.id),
      });
      assert.notEqual(finished, cancelled !== undefined);
      assert.equal((await store.blobs.find(repository, upload.blob.digest)) !== undefined, finished);
    });
    for (const { id } of await store.uploads.claimDead(100, 60)) await store.uploads.forget(id);
    await advance(claimSeconds + 10);
    for (const location of await store.collection.claimTrash(100, 60)) await store.collection.forgetLocation(location);
  }),
  metadataStoreCase(
    'race/finish-collection',
    'either closes an upload or frees its bytes',
    async ({ store, replica, advance }) => {
      const uploads = await Promise.all(times(rounds, (index) => openUpload(store, { blob: blobOf(`${index}`) })));
      await advance(claimSeconds * 10);
      const [finished, claims] = await Promise.all([
        Promise.all(uploads.map((upload) => succeedsUnless('BLOB_UPLOAD_UNKNOWN', store.uploads.finish(upload)))),
        Promise.all(
          times(4, async () => {
            await replica.uploads.claimDead(10, 60);
            return replica.collection.claimTrash(10, 60);
          }),
        ),
      ]);
      const freed = claims.flat();
      assert.equal(new Set(freed).size, freed.length, 'no location is given twice');
      for (const [index, { blob: closed }] of uploads.entries())
        assert.ok(!(finished[index] && freed.includes(closed.location)));
    },
  ),
  metadataStoreCase(
    'race/claims',
    'gives no dead session and no location to two callers',
    async ({ store, replica, trashSeconds, advance }) => {
      const blobs = times(30, (index) => blobOf(`${index}`));
      await pushBlobs(store, blobs);
      for (const { digest } of blobs) await store.blobs.delete({ repository, digest, by });
      for (const id of times(30, newUploadId))
        await store.uploads.create({ id, repository, state: { size: 0, store: {} } }, 5);
      await advance(trashSeconds + 10);
      const callers = times(10, (index) => (index % 2 ? store : replica));
      const sessions = (await Promise.all(callers.map((caller) => caller.uploads.claimDead(7, 600)))).flat();
      const locations = (await Promise.all(callers.map((caller) => caller.collection.claimTrash(7, 600)))).flat();
      assert.equal(new Set(sessions.map(({ id }) => id)).size, sessions.length);
      assert.equal(new Set(locations).size, locations.length);
      assert.ok(sessions.length > 0 && locations.length > 0);
    },
  ),
];
