import { performance } from 'node:perf_hooks';

/** The requests to stop that a process gets by signals. */
export interface StopSignals {
  /** Fires at the first SIGTERM, SIGINT (Ctrl-C) or SIGHUP (the terminal closed): finish running transfers, then end. */
  readonly stop: AbortSignal;
  /** Fires at a second one: end without waiting for transfers. */
  readonly now: AbortSignal;
}

/** After one Ctrl-C, the terminal and npm may each send a signal. Signals within this time count as one. */
const sameWishMilliseconds = 1000;

/** Starts to watch the signals. */
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
