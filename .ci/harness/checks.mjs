import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportsDirectory } from './paths.mjs';

/**
 * Counts what a heavy check found out. A failure is printed and the rest goes on, so that one run tells everything;
 * `finish` leaves the figures in `reports/<name>.json` for `.ci/run` to add up, and ends the process.
 */
export function createChecks(name) {
  const failures = [];
  let passed = 0;

  const pass = (title) => {
    passed += 1;
    console.log(`  ok      ${title}`);
  };
  const fail = (title, reason) => {
    failures.push(title);
    console.log(`  NOT OK  ${title}\n          ${String(reason).split('\n').join('\n          ')}`);
  };

  return {
    pass,
    fail,
    note: (text) => console.log(`          ${text}`),

    /** Runs one check; gives what it returned, or `undefined` if it failed. */
    async check(title, action) {
      try {
        const result = await action();
        pass(title);
        return result;
      } catch (error) {
        fail(title, error?.stack ?? error);
        return undefined;
      }
    },

    /** Adds tests that another program ran. */
    add(tests) {
      passed += tests.passed;
      failures.push(...tests.failures);
    },

    finish() {
      mkdirSync(reportsDirectory, { recursive: true });
      const figures = { passed, failed: failures.length, failures };
      writeFileSync(join(reportsDirectory, `${name}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
      console.log(`  ${name}: ${passed} ok, ${failures.length} not ok`);
      process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
    },
  };
}
