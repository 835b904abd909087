import assert from 'node:assert/strict';
import { failsCondition, succeedsUnless } from './assertions.js';
import {
  blobOf,
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

const rounds = 20;
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
            (index % 2 ? store : replica).putManifest({
              repository,
              manifest,
              tags: [tag(round)],
              condition: { ifNoneMatch: '*' },
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
      await store.putManifest({ repository, manifest: current, tags: [latest] });
      for (const round of times(5, String)) {
        const condition = { ifMatch: [current.digest] };
        const images = times(20, (index) => imageOf(`${round} ${index}`));
        const succeeded = await Promise.all(
          images.map((manifest, index) =>
            succeedsUnless(
              'DENIED',
              (index % 2 ? store : replica).putManifest({ repository, manifest, tags: [latest], condition }),
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
        (index % 2 ? store : replica).putManifest({
          repository,
          manifest,
          tags: index % 3 ? tags : [...tags].reverse(),
        }),
      ),
    );
    for (const image of images) assert.ok(await hasManifest(store, image));
    const digests = new Set<unknown>(images.map(({ digest }) => digest));
    assert.ok(digests.has(await digestOfTag(store, 'latest')));
    assert.equal(await digestOfTag(store, 'a'), await digestOfTag(store, 'b'));
  }),
  metadataStoreCase('race/put-delete', 'never has a tag without its manifest', async ({ store, replica }) => {
    for (const round of times(rounds, String)) {
      const [image, other] = [imageOf(round), imageOf(`other ${round}`)];
      await store.putManifest({ repository, manifest: image, tags: [latest, tag(round)] });
      await Promise.all([
        store.putManifest({ repository, manifest: image, tags: [latest] }),
        replica.deleteManifest(repository, image.digest),
        replica.putManifest({ repository, manifest: other, tags: [latest] }),
        store.deleteTag(repository, tag(round)),
      ]);
      const digest = await digestOfTag(store, 'latest');
      if (digest !== undefined) assert.ok(await hasManifest(store, { digest }));
      assert.equal(await digestOfTag(store, round), undefined);
    }
  }),
  metadataStoreCase(
    'race/child-deletion',
    'never stores an index whose entry was just deleted',
    async ({ store, replica }) => {
      for (const round of times(rounds, String)) {
        const child = imageOf(round);
        const index = indexOf(round, { children: [descriptorOf(child)] });
        await pushImage(store, child);
        const put = { repository, manifest: index, tags: [] };
        const [stored] = await Promise.all([
          succeedsUnless('MANIFEST_BLOB_UNKNOWN', store.putManifest(put)),
          replica.deleteManifest(repository, child.digest),
        ]);
        assert.equal(await hasManifest(store, child), false);
        assert.equal(await hasManifest(store, index), stored);
      }
    },
  ),
];
