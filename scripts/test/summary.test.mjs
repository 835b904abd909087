import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { root } from '../setup/root.mjs';
import { printSummary } from './summary.mjs';

/** What `npm test` prints at its end. */
function print(results) {
  const log = mock.method(console, 'log', () => {});
  try {
    printSummary(results);
    return log.mock.calls.map(({ arguments: [line] }) => `${line}\n`).join('');
  } finally {
    log.mock.restore();
  }
}

const failures = [
  { name: 'a blob is read', reason: ['Expected: 1', '    at blob.test.ts:3'] },
  { name: 'a tag is moved', reason: [] },
];
const files = Array.from({ length: 12 }, (_, n) => ({ file: `test/${n}.test.ts`, seconds: n + 0.25 }));
const printed = print([
  { title: '@lading/core', passed: 3, failed: 2, failures, files },
  { title: 'layers', passed: 1, failed: 0 },
]);

test('prints the reason below the name of each failed test', () => {
  const lines = printed.split('\n');
  const at = lines.indexOf('✗ @lading/core: a blob is read');
  assert.deepEqual(lines.slice(at + 1, at + 4), [
    '    Expected: 1',
    '        at blob.test.ts:3',
    '✗ @lading/core: a tag is moved',
  ]);
  assert.match(printed, /\n4 passed, 2 failed\n$/);
});

test('prints the ten slowest test files', () => {
  const lines = printed.split('\n').filter((line) => line.includes('.test.ts') && !line.includes('at '));
  assert.equal(lines.length, 10);
  assert.equal(lines[0], '    11.3 s  @lading/core test/11.test.ts');
  assert.equal(lines[9], '     2.3 s  @lading/core test/2.test.ts');
});

/** The output of `.ci/summary.mjs` for a run with these steps and logs. */
function summarise(steps, logs) {
  const directory = mkdtempSync(join(tmpdir(), 'lading-summary-'));
  try {
    cpSync(join(root, '.ci/summary.mjs'), join(directory, '.ci/summary.mjs'));
    mkdirSync(join(directory, 'reports/logs'), { recursive: true });
    writeFileSync(join(directory, 'reports/steps.tsv'), steps);
    for (const [name, text] of Object.entries(logs)) writeFileSync(join(directory, `reports/logs/${name}.log`), text);
    return spawnSync(process.execPath, [join(directory, '.ci/summary.mjs'), '99'], { encoding: 'utf8' });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('lets the summary of a whole CI run print the reasons too, the slowest files, and the seconds of each step', () => {
  const steps = 'npm-test\t1\t7\t11\ninstall-tools\t0\t5\t6\n';
  const { stdout, status } = summarise(steps, { 'npm-test': printed, 'install-tools': '' });
  const named = 'FAILED npm-test: ✗ @lading/core: a blob is read\n    Expected: 1\n        at blob.test.ts:3\n';
  assert.ok(stdout.includes(`${named}FAILED npm-test: ✗ @lading/core: a tag is moved\n`), stdout);
  assert.ok(stdout.indexOf(named) < stdout.indexOf('    11.3 s  @lading/core test/11.test.ts\n'), stdout);
  assert.match(stdout, /^npm-test +4 +2 +7 +11$/m);
  assert.match(stdout, /^install-tools +1 +0 +5 +6$/m);
  assert.match(stdout, /^the whole run +99 +17$/m);
  assert.match(stdout, /\n5 passed, 2 failed\n$/);
  assert.equal(status, 1);
});

test('prints ten failures of a step with many, and the number of the others', () => {
  const log = `${Array.from({ length: 85 }, (_, n) => `✗ change ${n}: none notices`).join('\n')}\n1 passed, 85 failed\n`;
  const { stdout } = summarise('mutations\t1\t7\t11\n', { mutations: log });
  const lines = stdout.split('\n').filter((line) => line.startsWith('FAILED'));
  assert.equal(lines.length, 11);
  assert.equal(lines[10], 'FAILED mutations: 75 more');
});
