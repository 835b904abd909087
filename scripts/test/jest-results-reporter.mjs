import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const exitTimeoutSeconds = 30;

/**
 * Leaves beside each package what its tests came to, in a file that turbo keeps with the cached result. `npm test` adds
 * them up, so that it counts what it did not have to run again.
 */
export default class JestResultsReporter {
  #isWatching;

  constructor({ watch, watchAll }) {
    this.#isWatching = watch || watchAll;
  }

  onRunComplete(testContexts, results) {
    // A suite that could not be loaded ran none of its tests: it counts as one that failed.
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      failures: results.testResults.flatMap(namesOfFailures),
    };
    for (const { config } of testContexts) {
      writeFileSync(join(config.rootDir, 'test-results.json'), `${JSON.stringify(counts)}\n`);
    }
    if (!this.#isWatching) endWhatDoesNotEnd();
  }
}

function namesOfFailures({ testFilePath, testExecError, testResults }) {
  if (testExecError) return [`${basename(testFilePath)} could not run`];
  return testResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

/** Tests that leave something open fail, but in bounded time: otherwise all the rest would wait for them for ever. */
function endWhatDoesNotEnd() {
  setTimeout(() => {
    console.error(`Something that the tests opened is still open ${exitTimeoutSeconds} seconds after them.`);
    process.exit(1);
  }, exitTimeoutSeconds * 1000).unref();
}
