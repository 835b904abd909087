import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../setup/root.mjs';
import { mutations } from './mutations.mjs';
import { sourceMutations } from './source-mutations.mjs';

describe('mutations', () => {
  // A file whose source has moved stays among the built files, where nothing loads it.
  it('change files that have a source', () => {
    const sources = mutations.map(({ file }) => file.replace('/dist/', '/src/').replace(/\.js$/, '.ts'));
    assert.deepEqual(
      sources.filter((source) => !existsSync(join(root, 'packages', source))),
      [],
    );
  });

  it('find their text once in a source', () => {
    const occurrences = ({ file, find }) => readFileSync(join(root, 'packages', file), 'utf8').split(find).length - 1;
    const wrong = sourceMutations.filter((mutation) => occurrences(mutation) !== 1);
    assert.deepEqual(
      wrong.map(({ breaks }) => breaks),
      [],
    );
  });
});
