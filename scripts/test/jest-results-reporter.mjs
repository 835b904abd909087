import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const exitTimeoutSeconds = 30;
/** The number of lines of a failure's message that are kept. The output of the tests has the whole message. */
const mostLines = 15;

/**
 * Writes the results of a package's tests to a file in the package, which turbo keeps with the cached result. `npm test` adds up
 * these files, so it also counts tests that did not have to run again.
 */
export default class JestResultsReporter {
  #isWatching;

  constructor({ watch, watchAll }) {
    this.#isWatching = watch || watchAll;
  }

  onRunComplete(testContexts, results) {
    // A suite that could not be loaded ran none of its tests. It counts as one failure.
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      failures: results.testResults.flatMap(failuresOf),
    };
    for (const { config } of testContexts) {
      const files = results.testResults.map((file) => secondsOf(file, config.rootDir));
      writeFileSync(join(config.rootDir, 'test-results.json'), `${JSON.stringify({ ...counts, files })}\n`);
    }
    if (!this.#isWatching) endWhatDoesNotEnd();
  }
}

function secondsOf({ testFilePath, perfStats }, rootDir) {
  return { file: relative(rootDir, testFilePath), seconds: (perfStats.end - perfStats.start) / 1000 };
}

function failuresOf({ testFilePath, testExecError, failureMessage, testResults }) {
  if (testExecError) return [{ name: `${basename(testFilePath)} could not run`, reason: firstLines([failureMessage]) }];
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ name: fullName, reason: firstLines(failureMessages) }));
}

function firstLines(messages) {
  const lines = stripVTControlCharacters(messages.join('\n')).split('\n');
  return lines.filter((line) => line.trim() !== '').slice(0, mostLines);
}

/** Ends a test run that leaves something open, with a failure. Otherwise all the rest would wait for it for ever. */
function endWhatDoesNotEnd() {
  setTimeout(() => {
    console.error(`Something that the tests opened is still open ${exitTimeoutSeconds} seconds after them.`);
    process.exit(1);
  }, exitTimeoutSeconds * 1000).unref();
}
