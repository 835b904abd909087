import type { SignInFailures, Task } from '@lading/core';
import { failureLimits } from './failure-limits.js';

/** Deletes wrong secrets that no longer count. */
export function failureUpkeep(failures: Pick<SignInFailures, 'maintain'>): Task {
  return {
    name: 'sign-in-failures',
    everySeconds: 5 * 60,
    isShared: true,
    run: () => failures.maintain(failureLimits.windowSeconds),
  };
}
