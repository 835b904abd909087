import assert from 'node:assert/strict';
import type { Change, Position } from '@lading/core';
import { allChanges } from './change-log.js';
import { by, digestOfTag, imageOf, otherRepository, repository, tag, times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

const latest = tag('latest');
const writers = 12;

export const changeRaces = [
  metadataStoreCase(
    'race/change-reader',
    'shows every change once to a reader that follows the log while changes are made',
    async ({ store, replica }) => {
      const images = times(60, (index) => imageOf(String(index)));
      const seen: Change[] = [];
      let isWriting = true;
      const follow = async () => {
        do {
          const after = seen.at(-1)?.position as Position;
          seen.push(...(await replica.changes.read({ limit: 10, ...(after && { after }) })).items);
        } while (isWriting);
      };
      const put = (manifest: (typeof images)[number], index: number) =>
        (index % 2 ? store : replica).manifests.put({
          repository: index % 3 ? repository : otherRepository,
          manifest,
          tags: [latest, tag(`t${index % 7}`)],
          by: { ...by, requestId: String(index) },
          ...(index % 5 === 0 && { require: { condition: {} } }),
        });
      // Each writer waits for its last push: all pushes at once would keep the reader waiting for a connection.
      const write = Promise.all(
        times(writers, async (writer) => {
          for (const [index, manifest] of images.entries()) if (index % writers === writer) await put(manifest, index);
        }),
      ).finally(() => {
        isWriting = false;
      });
      await Promise.all([write, follow()]);
      seen.push(...(await allChanges(store, { after: seen.at(-1)?.position as Position })));
      assert.deepEqual(seen, await allChanges(store));
      for (const [index, { digest }] of images.entries()) {
        const own = seen.filter(({ requestId }) => requestId === String(index));
        assert.deepEqual(
          own.map((change) => (change.kind === 'tag.set' ? change.to : 'digest' in change && change.digest)),
          [digest, digest, digest],
        );
      }
    },
  ),
  metadataStoreCase(
    'race/change-order',
    'logs the moves of a tag in the order in which they happen',
    async ({ store, replica }) => {
      const images = times(30, (index) => imageOf(String(index % 10)));
      await Promise.all(
        images.map((manifest, index) => {
          const on = index % 2 ? store : replica;
          if (index % 6 === 5) return on.tags.delete({ repository, tag: latest, by });
          const judged = index % 3 ? {} : { require: { condition: {} } };
          return on.manifests.put({ repository, manifest, tags: [latest, tag(`t${index}`)], by, ...judged });
        }),
      );
      let current: string | undefined;
      for (const change of await allChanges(store)) {
        if ((change.kind !== 'tag.set' && change.kind !== 'tag.deleted') || change.tag !== latest) continue;
        assert.equal(change.from, current);
        current = change.kind === 'tag.set' ? change.to : undefined;
      }
      assert.equal(await digestOfTag(store, 'latest'), current);
    },
  ),
];
