import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idsOf, testNamesIn } from './find-test-names.mjs';
import { findGaps, listProofs } from './list-proofs.mjs';
import { writeTable } from './write-table.mjs';

const groups = [
  {
    title: 'Pull',
    requirements: [
      { id: 'PULL-20', level: 'MUST', statement: 'An unknown blob is 404.' },
      { id: 'PULL-21', level: 'SHOULD', statement: 'Parts can be read.', unproven: 'Later.', unreleased: true },
    ],
  },
];
const pullCase = { id: 'blob/get-unknown', requirements: ['PULL-20'], strength: 'must' };

test('reads the ids in square brackets, and nothing else', () => {
  assert.deepEqual(idsOf('answers 404 to [x] [PULL-20, HEAD-04]'), ['PULL-20', 'HEAD-04']);
  assert.deepEqual(idsOf('answers PULL-20'), []);
});

test('finds the names of tests, in any quotes and in tables', () => {
  const source = `it('one [A-1]', () => {}); it.each(['x'])("two [A-2]", f); test(\`three\`, f); describe('no [A-3]', f);`;
  assert.deepEqual(testNamesIn(source), ['one [A-1]', 'two [A-2]', 'three']);
});

test('reports a requirement that nothing proves and nobody explains', () => {
  assert.deepEqual(findGaps(groups, [pullCase], []), []);
  assert.match(findGaps(groups, [], [])[0], /^PULL-20 has neither a test nor a reason/);
  assert.deepEqual(findGaps(groups, [], [{ id: 'PULL-20', file: 'packages/server/test/blobs.test.ts' }]), []);
});

test('reports a requirement that is marked unproven while a case or a test names it', () => {
  const file = 'packages/server/test/blobs.test.ts';
  const parts = { id: 'blob/range', requirements: ['PULL-21'], strength: 'should' };
  assert.deepEqual(findGaps(groups, [pullCase], [{ id: 'PULL-21', file }]), [
    `PULL-21 is marked unproven, but ${file} names it`,
  ]);
  assert.deepEqual(findGaps(groups, [pullCase, parts], []), ['PULL-21 is marked unproven, but blob/range names it']);
  assert.deepEqual(findGaps(groups, [pullCase, { ...parts, needs: ['large-blob'] }], []), []);
});

test('does not count cases that no registry of ours runs', () => {
  const [gap] = findGaps(groups, [{ ...pullCase, needs: ['large-blob'] }], []);
  assert.match(gap, /^PULL-20/);
});

test('reports an id that no requirement has', () => {
  const wrong = { id: 'blob/x', requirements: ['PULL-99'], strength: 'must' };
  assert.deepEqual(findGaps(groups, [pullCase, wrong], []), ['blob/x names PULL-99, which is no requirement']);
});

test('writes a row with its proofs, or with the reason why there is none', () => {
  const tests = [{ id: 'PULL-20', file: 'packages/server/test/blobs.test.ts' }];
  const table = writeTable(listProofs(groups, [pullCase], tests));
  const link = '[packages/server blobs.test.ts](../packages/server/test/blobs.test.ts)';
  assert.match(table, /## Pull\n/);
  assert.ok(table.includes(`| PULL-20 | MUST | An unknown blob is 404. | \`blob/get-unknown\`, ${link} |`));
  assert.ok(table.includes('| PULL-21 † | SHOULD | Parts can be read. | none: Later. |'));
});
