import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that can stop between two steps. A step takes well under a millisecond. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

const sliceMilliseconds = 5;

/** Does all of the work at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Does the work in slices of a few milliseconds. Between two of them the event loop serves others. */
export async function runInSlices<Result>(steps: Steps<Result>, signal?: AbortSignal): Promise<Result> {
  let end = performance.now() + sliceMilliseconds;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await nextTurn();
    signal?.throwIfAborted();
    end = performance.now() + sliceMilliseconds;
  }
}
