import { metadataStoreCases } from '../../src/index.js';
import { wrongMetadataStores } from '../../src/metadata-store/wrong-stores/index.js';

const prefix = 'metadata-store/';
const ids = metadataStoreCases.map(({ id }) => id.slice(prefix.length));

describe('the cases of the metadata store', () => {
  it('have an id and a title of their own', () => {
    for (const key of ['id', 'title'] as const)
      expect(new Set(metadataStoreCases.map((oneCase) => oneCase[key])).size).toBe(metadataStoreCases.length);
  });

  it('each notice some wrong store', () => {
    const noticing = new Set(wrongMetadataStores.flatMap(({ caughtBy }) => caughtBy));
    expect(ids.filter((id) => !noticing.has(id))).toEqual([]);
  });
});

describe('the wrong metadata stores', () => {
  it('have a fault of their own, and name cases that exist', () => {
    expect(new Set(wrongMetadataStores.map(({ fault }) => fault)).size).toBe(wrongMetadataStores.length);
    expect(wrongMetadataStores.flatMap(({ caughtBy }) => caughtBy).filter((id) => !ids.includes(id))).toEqual([]);
  });
});
