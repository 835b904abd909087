import assert from 'node:assert/strict';
import {
  isVisible,
  parseRepositoryName,
  parseRepositoryPattern,
  type RepositoryFilter,
  type RepositoryName,
} from '@lading/core';
import { blobOf, pushBlob } from './content.js';
import { metadataStoreCase } from './metadata-store-case.js';
import { walk } from './walk.js';

const blob = blobOf('layer');

const names: readonly RepositoryName[] = [
  'a',
  'a-b',
  'a.b/public',
  'a/b',
  'a/b/c',
  'a/b/c/d',
  'a/public',
  'a/secret',
  'a/secret/x',
  'a0',
  'axb/public',
  'b/c',
  'b/public',
  'public',
  'z/y/x/public',
]
  .map(parseRepositoryName)
  .sort();

function filterOf(allow: readonly string[], deny: readonly string[] = []): RepositoryFilter {
  return { allow: allow.map(parseRepositoryPattern), deny: deny.map(parseRepositoryPattern) };
}

const filters: readonly RepositoryFilter[] = [
  filterOf(['**']),
  filterOf([]),
  filterOf(['a']),
  filterOf(['a/**']),
  filterOf(['a/*']),
  filterOf(['*']),
  filterOf(['*/public', 'b/c']),
  filterOf(['**/public']),
  filterOf(['a.b/**']),
  filterOf(['a/b/**', 'a/**', 'a/b', 'b/**', 'a']),
  filterOf(['**'], ['a/**']),
  filterOf(['**'], ['a/secret', 'a/secret/**', '*/public']),
  filterOf(['a/**', 'b/**'], ['a/*/c', 'b/public']),
  filterOf(['*/b/**', 'z/**/public']),
  filterOf(['a/b'], ['a/**']),
  filterOf(['a/**', '*/public'], ['**']),
  filterOf(['none/**', 'a/none', 'z/none/*']),
];

export const visibleRepositories = [
  metadataStoreCase(
    'repository/visible',
    'lists the repositories of a filter, in full pages, whatever their size',
    async ({ store }) => {
      for (const name of names) await pushBlob(store, blob, name);
      for (const visible of filters)
        for (const limit of [1, 3, 100]) {
          const listed = await walk((page) => store.repositories.list({ ...page, visible }), limit);
          assert.deepEqual(
            listed,
            names.filter((name) => isVisible(name, visible)),
            JSON.stringify(visible),
          );
        }
    },
    ['LEG-02', 'AUTH-17'],
  ),
  metadataStoreCase(
    'repository/visible-after',
    'continues after a name that is not visible, and after one that cannot be a name',
    async ({ store }) => {
      for (const name of names) await pushBlob(store, blob, name);
      const visible = filterOf(['a/**', 'b/**'], ['a/secret/**']);
      for (const after of ['a/secret/x', 'a/b', '', 'B', 'a/', 'a/~', 'a/\u0000x', 'b/public', 'é', '~']) {
        const { items } = await store.repositories.list({ limit: 100, after, visible });
        const [start = ''] = after.split('\u0000');
        const expected = names.filter(
          (name) => isVisible(name, visible) && Buffer.compare(Buffer.from(name), Buffer.from(start)) > 0,
        );
        assert.deepEqual(items, expected, `after ${JSON.stringify(after)}`);
      }
    },
    ['LEG-02'],
  ),
];
