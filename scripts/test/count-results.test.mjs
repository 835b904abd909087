import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { countTask } from './count-results.mjs';

const ran = (exitCode) => ({ cache: { status: 'MISS' }, execution: { exitCode } });
const cached = { cache: { status: 'HIT' }, execution: { exitCode: 0 } };

/** Gives the test a package's folder with these counts. */
function withCounts(counts, use) {
  const directory = mkdtempSync(join(tmpdir(), 'lading-counts-'));
  try {
    if (counts !== undefined) writeFileSync(join(directory, 'test-results.json'), JSON.stringify(counts));
    const task = { taskId: '@lading/core#test', task: 'test', package: '@lading/core', directory };
    return use((end) => countTask({ ...task, ...end }).map(({ passed, failed }) => ({ passed, failed })));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('counts the tests of a package, whether they ran now or were cached', () => {
  withCounts({ passed: 7, failed: 0, skipped: 0 }, (count) => {
    assert.deepEqual(count(ran(0)), [{ passed: 7, failed: 0 }]);
    assert.deepEqual(count(cached), [{ passed: 7, failed: 0 }]);
  });
  withCounts({ passed: 7, failed: 2, skipped: 0 }, (count) => {
    assert.deepEqual(count(ran(1)), [{ passed: 7, failed: 2 }]);
  });
});

test('counts a failure for tests that ended badly, left no counts or did not run', () => {
  withCounts({ passed: 7, failed: 0, skipped: 0 }, (count) => {
    assert.deepEqual(count(ran(1)), [{ passed: 0, failed: 1 }]);
    assert.deepEqual(count({ cache: { status: 'MISS' } }), [{ passed: 0, failed: 1 }]);
  });
  withCounts(undefined, (count) => {
    assert.deepEqual(count(ran(0)), [{ passed: 0, failed: 1 }]);
  });
});

test('counts a build or a type check only when it fails', () => {
  const build = { taskId: '@lading/core#build', task: 'build', package: '@lading/core', directory: '.' };
  assert.deepEqual(countTask({ ...build, ...ran(0) }), []);
  assert.equal(countTask({ ...build, ...ran(2) })[0].failed, 1);
});
