import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that can pause between two steps. A step takes well under a millisecond. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

const sliceMilliseconds = 5;

/** Runs all steps without a pause. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Runs the steps in slices of a few milliseconds. The event loop runs other work in between. */
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
