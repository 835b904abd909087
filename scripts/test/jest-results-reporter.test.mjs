import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import JestResultsReporter from './jest-results-reporter.mjs';

const perfStats = { start: 1000, end: 2500 };

/** The content of the reporter's file after a run with these test files. */
function leave(testResults) {
  const rootDir = mkdtempSync(join(tmpdir(), 'lading-reporter-'));
  const totals = {
    numPassedTests: 1,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  try {
    const reporter = new JestResultsReporter({ watch: true });
    reporter.onRunComplete(new Set([{ config: { rootDir } }]), { ...totals, testResults });
    return JSON.parse(readFileSync(join(rootDir, 'test-results.json'), 'utf8'));
  } finally {
    rmSync(rootDir, { recursive: true });
  }
}

test('keeps the first lines of the message of each failed test, without colours and empty lines', () => {
  const message = [
    '\u001b[2mexpect(\u001b[22mx)',
    '',
    'Expected: 1',
    ...Array.from({ length: 30 }, (_, n) => `at ${n}`),
  ];
  const { failures } = leave([
    {
      testFilePath: '/x/one.test.ts',
      perfStats,
      testResults: [
        { status: 'passed', fullName: 'one passes', failureMessages: [] },
        { status: 'failed', fullName: 'one fails', failureMessages: [message.join('\n'), 'another'] },
      ],
    },
  ]);
  assert.deepEqual(failures, [
    { name: 'one fails', reason: ['expect(x)', 'Expected: 1', ...Array.from({ length: 13 }, (_, n) => `at ${n}`)] },
  ]);
});

test('says why a test file could not run', () => {
  const { failures } = leave([
    { testFilePath: '/x/one.test.ts', testExecError: {}, failureMessage: 'no such module', testResults: [], perfStats },
  ]);
  assert.deepEqual(failures, [{ name: 'one.test.ts could not run', reason: ['no such module'] }]);
});

test('says how long each test file took', () => {
  const { files } = leave([{ testFilePath: join(tmpdir(), 'one.test.ts'), testResults: [], perfStats }]);
  assert.deepEqual(files, [{ file: '../one.test.ts', seconds: 1.5 }]);
});
