import { performance } from 'node:perf_hooks';

/** What a process is asked by signals. */
export interface StopSignals {
  /** Fires at the first SIGTERM, SIGINT (Ctrl-C) or SIGHUP (the terminal closed): finish what runs, then end. */
  readonly stop: AbortSignal;
  /** Fires at a second one: end without waiting for transfers. */
  readonly now: AbortSignal;
}

/** A terminal and npm above us both pass one Ctrl-C on: what comes within this time is the same wish. */
const sameWishMilliseconds = 1000;

/** Watches the signals from here on. */
export function watchStopSignals(): StopSignals {
  const stop = new AbortController();
  const now = new AbortController();
  let first = 0;
  const receive = (signal: NodeJS.Signals) => {
    if (!stop.signal.aborted) {
      first = performance.now();
      stop.abort(signal);
    } else if (performance.now() - first > sameWishMilliseconds) now.abort(signal);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, receive);
  return { stop: stop.signal, now: now.signal };
}

/** Resolves when a signal fires. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
