import assert from 'node:assert/strict';
import { type ChangeCheck, RegistryError } from '@lading/core';
import { raceReplicas } from '../race/race-replicas.js';
import { succeedsUnless } from './assertions.js';
import { by, hasManifest, imageOf, repository, tag, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const most = 3;

/** A rule of a hook: a repository has at most three tags. */
const atMostThreeTags: ChangeCheck = async (view, change) => {
  if (change.kind !== 'manifest.push') return;
  const created = change.tags.filter(({ from }) => from === undefined).length;
  if ((await view.countTags(most + 1)) + created > most) throw new RegistryError('DENIED', 'three tags are enough');
};

export const checkRaces = [
  metadataStoreCase(
    'race/check',
    'never breaks a rule about the repository that a check enforces',
    async ({ store, replica }) => {
      const check = atMostThreeTags;
      await raceReplicas({ replicas: [store, replica], rounds: 10 }, async ({ name, together }) => {
        for (const old of (await store.tags.list(repository, { limit: 10 })).items)
          await store.tags.delete({ repository, tag: old, by });
        await store.manifests.put({ repository, manifest: imageOf(name), tags: [tag(`${name}-old`)], check, by });
        const pushes = times(8, (index) => [
          `push ${index}`,
          (on: typeof store) =>
            succeedsUnless(
              'DENIED',
              on.manifests.put({
                repository,
                manifest: imageOf(`${name} ${index}`),
                tags: [tag(`${name}-${index}`)],
                ...(index % 4 === 0 && { require: { condition: { ifNoneMatch: '*' } } }),
                check,
                by,
              }),
            ),
        ]);
        const results = await together<Record<string, unknown>>({
          ...Object.fromEntries(pushes),
          delete: (on) => on.tags.delete({ repository, tag: tag(`${name}-old`), check, by }),
          'first look': async (on) => (await on.tags.list(repository, { limit: 10 })).items.length,
          'second look': async (on) => (await on.tags.list(repository, { limit: 10 })).items.length,
        });
        for (const look of ['first look', 'second look']) assert.ok((results[look] as number) <= most, look);
        const { items } = await store.tags.list(repository, { limit: 10 });
        const stored = Object.values(results).filter((result) => result === true).length - 1;
        assert.equal(items.length, stored);
        assert.ok(stored === most || stored === most - 1, `${stored} tags`);
      });
    },
  ),
  metadataStoreCase(
    'race/check-neighbours',
    'stores the other pushes of the same moment if a check refuses one',
    async ({ store, replica }) => {
      const refuse: ChangeCheck = async () => {
        throw new RegistryError('DENIED', 'refused by a rule');
      };
      const images = times(30, (index) => imageOf(String(index)));
      const stored = await Promise.all(
        images.map((manifest, index) =>
          succeedsUnless(
            'DENIED',
            (index % 2 ? store : replica).manifests.put({
              repository,
              manifest,
              tags: [tag(`t${index}`)],
              ...(index % 3 === 0 && { check: refuse }),
              by,
            }),
          ),
        ),
      );
      for (const [index, image] of images.entries()) {
        assert.equal(stored[index], index % 3 !== 0);
        assert.equal(await hasManifest(store, image), index % 3 !== 0);
      }
    },
  ),
];
