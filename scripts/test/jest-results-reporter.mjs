import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Leaves beside each package what its tests came to, in a file that turbo keeps with the cached result. `npm test` adds
 * them up, so that it counts what it did not have to run again.
 */
export default class JestResultsReporter {
  onRunComplete(testContexts, results) {
    // A suite that could not be loaded ran none of its tests: it counts as one that failed.
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    for (const { config } of testContexts) {
      writeFileSync(join(config.rootDir, 'test-results.json'), `${JSON.stringify(counts)}\n`);
    }
  }
}
