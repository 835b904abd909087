import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { whenAborted } from './when-aborted.js';

const sweepMilliseconds = 100;
/** The time that handlers get to release their resources after their connection is cut. */
const settleMilliseconds = 5000;

/**
 * Closes a server: nobody new gets in, connections without a request are closed, and those with one may go on to its end
 * until the time is over or `now` fires; then they are cut.
 */
export async function closeServer(
  server: Server,
  close: () => Promise<void>,
  { timeoutSeconds, now }: { timeoutSeconds: number; now: AbortSignal },
): Promise<{ cut: boolean }> {
  let cut = false;
  const closed = close();
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMilliseconds);
  const timer = new AbortController();
  const timeIsOver = delay(timeoutSeconds * 1000, undefined, { signal: timer.signal }).catch(() => undefined);
  const limit = Promise.race([timeIsOver, whenAborted(now)]).then(async () => {
    if (timer.signal.aborted) return;
    cut = true;
    server.closeAllConnections();
    await delay(settleMilliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
  });
  try {
    await Promise.race([closed, limit]);
  } finally {
    timer.abort();
    clearInterval(sweep);
  }
  return { cut };
}
