import * as embeddedPostgres from '../src/index.js';

it('exports what the README lists, and nothing else', () => {
  expect(Object.keys(embeddedPostgres).sort()).toEqual([
    'EmbeddedPostgresError',
    'findEmbeddedPostgres',
    'startEmbeddedPostgres',
  ]);
});
