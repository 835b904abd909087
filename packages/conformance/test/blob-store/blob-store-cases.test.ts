import { blobStoreCases, runCase } from '../../src/index.js';
import { RightBlobStore, Shelf } from './right-blob-store.js';
import { wrongBlobStores } from './wrong-blob-stores.js';

type Store = new (shelf: Shelf) => RightBlobStore;

function fixtureOf(Store: Store) {
  const shelf = new Shelf();
  return async () => ({
    subject: new Store(shelf),
    reopen: async () => new Store(shelf),
    leftovers: async () => [...shelf.uploads.keys(), ...shelf.blobs.keys()],
    dispose: async () => {},
  });
}

function caseOf(id: string) {
  const found = blobStoreCases.find((oneCase) => oneCase.id === `blob-store/${id}`);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

describe('the cases of BlobStore', () => {
  it('have ids and titles of their own', () => {
    expect(new Set(blobStoreCases.map(({ id }) => id)).size).toBe(blobStoreCases.length);
    expect(new Set(blobStoreCases.map(({ title }) => title)).size).toBe(blobStoreCases.length);
  });

  it('each notice at least one wrong store', () => {
    const telling = new Set(wrongBlobStores.map(([, id]) => `blob-store/${id}`));
    expect(blobStoreCases.map(({ id }) => id).filter((id) => !telling.has(id))).toEqual([]);
  });

  it.each(blobStoreCases.filter(({ isLarge }) => !isLarge))(
    'tell nothing of a store that keeps its promises: $id',
    (oneCase) => runCase(oneCase, fixtureOf(RightBlobStore)),
  );

  it.each(wrongBlobStores.map(([Store, id]) => ({ name: Store.name, id, Store })))(
    'tell of a store that is wrong on purpose: $name fails $id',
    async ({ Store, id }) => {
      await expect(runCase(caseOf(id), fixtureOf(Store))).rejects.toThrow();
    },
  );
});
