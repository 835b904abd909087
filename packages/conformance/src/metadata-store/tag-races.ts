import assert from 'node:assert/strict';
import { raceReplicas } from '../race/race-replicas.js';
import { failsCondition, succeedsUnless } from './assertions.js';
import {
  blobOf,
  by,
  descriptorOf,
  digestOfTag,
  hasManifest,
  imageOf,
  indexOf,
  pushBlob,
  pushImage,
  repository,
  tag,
  times,
} from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const blob = blobOf('layer');
const latest = tag('latest');

export const tagRaces = [
  metadataStoreCase(
    'race/if-none-match',
    'lets exactly one of twenty pushes create a tag',
    async ({ store, replica }) => {
      for (const round of times(5, String)) {
        const images = times(20, (index) => imageOf(`${round} ${index}`));
        const outcomes = await Promise.allSettled(
          images.map((manifest, index) =>
            (index % 2 ? store : replica).manifests.put({
              repository,
              manifest,
              tags: [tag(round)],
              require: { condition: { ifNoneMatch: '*' } },
              by,
            }),
          ),
        );
        const winners = images.filter((_, index) => outcomes[index]?.status === 'fulfilled');
        assert.equal(winners.length, 1);
        for (const outcome of outcomes)
          if (outcome.status === 'rejected') await failsCondition(Promise.reject(outcome.reason));
        assert.equal(await digestOfTag(store, round), winners[0]?.digest);
        for (const image of images) assert.equal(await hasManifest(store, image), image === winners[0]);
      }
    },
  ),
  metadataStoreCase(
    'race/if-match',
    'lets exactly one of twenty pushes move a tag from where it was',
    async ({ store, replica }) => {
      let current = imageOf('base');
      await store.manifests.put({ repository, manifest: current, tags: [latest], by });
      for (const round of times(5, String)) {
        const condition = { ifMatch: [current.digest] };
        const images = times(20, (index) => imageOf(`${round} ${index}`));
        const succeeded = await Promise.all(
          images.map((manifest, index) =>
            succeedsUnless(
              'DENIED',
              (index % 2 ? store : replica).manifests.put({
                repository,
                manifest,
                tags: [latest],
                require: { condition },
                by,
              }),
            ),
          ),
        );
        const winners = images.filter((_, index) => succeeded[index]);
        assert.equal(winners.length, 1);
        assert.equal(await digestOfTag(store, 'latest'), winners[0]?.digest);
        current = winners[0] ?? current;
      }
    },
  ),
  metadataStoreCase('race/one-tag', 'takes pushes of one tag in some order', async ({ store, replica }) => {
    await pushBlob(store, blob);
    const images = times(30, (index) => imageOf(`${index % 15}`, { blobs: [blob] }));
    const tags = [tag('b'), latest, tag('a')];
    await Promise.all(
      images.map((manifest, index) =>
        (index % 2 ? store : replica).manifests.put({
          repository,
          manifest,
          tags: index % 3 ? tags : [...tags].reverse(),
          by,
        }),
      ),
    );
    for (const image of images) assert.ok(await hasManifest(store, image));
    const digests = new Set<unknown>(images.map(({ digest }) => digest));
    assert.ok(digests.has(await digestOfTag(store, 'latest')));
    assert.equal(await digestOfTag(store, 'a'), await digestOfTag(store, 'b'));
  }),
  metadataStoreCase('race/put-delete', 'never has a tag without its manifest', async ({ store, replica }) => {
    await raceReplicas({ replicas: [store, replica] }, async ({ name, together }) => {
      const [image, other] = [imageOf(name), imageOf(`other ${name}`)];
      await store.manifests.put({ repository, manifest: image, tags: [latest, tag(name)], by });
      await together({
        'push again': (on) => on.manifests.put({ repository, manifest: image, tags: [latest], by }),
        'delete the manifest': (on) => on.manifests.delete({ repository, digest: image.digest, by }),
        'move the tag': (on) => on.manifests.put({ repository, manifest: other, tags: [latest], by }),
        'delete a tag': (on) => on.tags.delete({ repository, tag: tag(name), by }),
      });
      const digest = await digestOfTag(store, 'latest');
      if (digest !== undefined) assert.ok(await hasManifest(store, { digest }));
      assert.equal(await digestOfTag(store, name), undefined);
    });
  }),
  metadataStoreCase(
    'race/child-deletion',
    'never stores an index whose entry was just deleted',
    async ({ store, replica }) => {
      await raceReplicas({ replicas: [store, replica] }, async ({ name, together }) => {
        const child = imageOf(name);
        const index = indexOf(name, { children: [descriptorOf(child)] });
        await pushImage(store, child);
        const put = { repository, manifest: index, tags: [], by };
        const { stored } = await together({
          stored: (on) => succeedsUnless('MANIFEST_BLOB_UNKNOWN', on.manifests.put(put)),
          deleted: (on) => on.manifests.delete({ repository, digest: child.digest, by }),
        });
        assert.equal(await hasManifest(store, child), false);
        assert.equal(await hasManifest(store, index), stored);
      });
    },
  ),
];
