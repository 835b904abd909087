import { quoted } from '../error/quoted.js';

/** Waits for a promise until the signal fires, and then rejects with the signal's reason. */
export function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (typeof work?.then !== 'function') throw new TypeError(`the work must be a promise, not ${quoted(work)}`);
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    // A `Promise.race` with one long-lived promise would keep a reaction for each of a million chunks.
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
