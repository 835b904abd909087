import type { Server } from '../subjects/server-process.js';

const metric = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m;

/** The 99th percentile of the delay of the workers' event loops in milliseconds, since the last call. */
export async function eventLoopP99({ url }: Server): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = metric.exec(text)?.[1];
  if (seconds === undefined) throw new Error('the registry has no metric of its event loop');
  return Number(seconds) * 1000;
}
