import { fork } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '../../.ci/harness/free-port.mjs';
import { cpuSecondsOf } from '../subjects/server-process.mjs';

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill();
});

/** Starts a script of this folder with a kind, a port and another argument, and waits until it says that it is ready. */
export async function startPart(script, kind, argument) {
  const port = await findFreePort();
  const child = fork(new URL(script, import.meta.url), [kind, String(port), argument]);
  running.add(child);
  await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    cpuSeconds: () => cpuSecondsOf(child.pid),
    async stop() {
      child.kill();
      await once(child, 'exit');
      running.delete(child);
    },
  };
}
