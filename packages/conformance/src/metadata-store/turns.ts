import assert from 'node:assert/strict';
import { times } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';

export const turns = [
  metadataStoreCase(
    'turn/one',
    'gives a turn to one of all who ask, and again when it is due again',
    async ({ store, replica, advance }) => {
      assert.equal(await store.tasks.claimTurn('sweep', 600), true);
      assert.equal(await store.tasks.claimTurn('sweep', 600), false);
      assert.equal(await replica.tasks.claimTurn('sweep', 600), false);
      await advance(500);
      assert.equal(await replica.tasks.claimTurn('sweep', 600), false);
      await advance(200);
      assert.equal(await replica.tasks.claimTurn('sweep', 600), true);
      assert.equal(await store.tasks.claimTurn('sweep', 600), false);
    },
  ),
  metadataStoreCase('turn/race', 'gives it to one of those who ask together', async ({ store, replica }) => {
    const answers = await Promise.all(times(10, (index) => [store, replica][index % 2]?.tasks.claimTurn('sweep', 600)));
    assert.equal(answers.filter(Boolean).length, 1);
  }),
  metadataStoreCase('turn/task', 'keeps one task apart from another', async ({ store }) => {
    assert.equal(await store.tasks.claimTurn('sweep', 600), true);
    assert.equal(await store.tasks.claimTurn('count', 600), true);
  }),
];
