import { untilAborted } from '@lading/core';

interface TimeLimit {
  readonly milliseconds: number;
  /** Makes the error for the end of the time. */
  readonly late: () => Error;
  readonly signal: AbortSignal | undefined;
}

/**
 * Waits for work until a signal fires or the time is over. The work gets a signal that fires in both cases, and may continue.
 * @throws the error of the work, the error of `late`, or the reason of the signal
 */
export async function withinTime<Result>(
  { milliseconds, late, signal }: TimeLimit,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const leave = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(late()), milliseconds);
  if (signal?.aborted) leave();
  else signal?.addEventListener('abort', leave, { once: true });
  try {
    return await untilAborted(work(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }
}
