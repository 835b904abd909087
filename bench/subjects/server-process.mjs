import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { anonymousBytes, isAlive, listProcessTree, signal, waitForEnd } from '../../.ci/harness/process-tree.mjs';

const running = new Set();
process.on('exit', () => {
  for (const server of running) for (const pid of server.pids()) signal(pid, 'SIGKILL');
});
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => process.exit(1));

/**
 * Starts a server and waits until it answers; `startSeconds` is how long that took. Its processes must be children of
 * the one that is started.
 */
export async function startServer({ command, environment = {}, logFile, port, path = '/v2/' }) {
  const log = openSync(logFile, 'a');
  const begun = performance.now();
  const child = spawn(command[0], command.slice(1), {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...environment },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let failure;
  child.once('error', (error) => {
    failure = error;
  });
  const pids = () => (child.pid === undefined ? [] : listProcessTree(child.pid));
  const server = {
    url: `http://127.0.0.1:${port}`,
    port,
    pids,
    cpuSeconds: () => pids().reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    memoryBytes: () => pids().reduce((sum, pid) => sum + anonymousBytes(pid), 0),
    async stop() {
      const all = pids();
      if (child.pid !== undefined) signal(child.pid, 'SIGTERM');
      for (const pid of await waitForEnd(all, 60)) signal(pid, 'SIGKILL');
      running.delete(server);
    },
  };
  running.add(server);
  while (!(await answers(`${server.url}${path}`))) {
    if (failure !== undefined || !isAlive(child.pid) || performance.now() - begun > 120_000)
      throw new Error(`${command[0]} did not start: ${failure ?? readFileSync(logFile, 'utf8').slice(-2000)}`);
    await sleep(5);
  }
  server.startSeconds = (performance.now() - begun) / 1000;
  return server;
}

async function answers(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
}

/** User and system time of a process and of its children that have ended. */
export function cpuSecondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / 100;
  } catch {
    return 0;
  }
}
