import { wrongAccessStores } from '../../src/access-store/wrong-stores/index.js';
import { accessStoreCases } from '../../src/index.js';

const prefix = 'access-store/';
const ids = accessStoreCases.map(({ id }) => id.slice(prefix.length));

describe('the cases of the access store', () => {
  it('have an id and a title of their own', () => {
    for (const key of ['id', 'title'] as const)
      expect(new Set(accessStoreCases.map((oneCase) => oneCase[key])).size).toBe(accessStoreCases.length);
  });

  it('each notice some wrong store', () => {
    const noticing = new Set(wrongAccessStores.flatMap(({ caughtBy }) => caughtBy));
    expect(ids.filter((id) => !noticing.has(id))).toEqual([]);
  });
});

describe('the wrong access stores', () => {
  it('have a fault of their own, and name cases that exist', () => {
    expect(new Set(wrongAccessStores.map(({ fault }) => fault)).size).toBe(wrongAccessStores.length);
    expect(wrongAccessStores.flatMap(({ caughtBy }) => caughtBy).filter((id) => !ids.includes(id))).toEqual([]);
  });
});
