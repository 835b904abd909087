import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { anonymousBytes, isAlive, listProcessTree, signal, waitForEnd } from '@lading/e2e/harness/process-tree';

/** A running server with all its processes. */
export interface Server {
  readonly url: string;
  readonly port: number;
  /** From the start of the process to the first answer. */
  readonly startSeconds: number;
  pids(): number[];
  cpuSeconds(): number;
  memoryBytes(): number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly command: readonly [string, ...string[]];
  readonly environment?: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly port: number;
  /** Answers with 200 when the server is ready; `/v2/` if absent. */
  readonly path?: string;
}

const running = new Set<Pick<Server, 'pids'>>();
process.on('exit', () => {
  for (const server of running) for (const pid of server.pids()) signal(pid, 'SIGKILL');
});
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => process.exit(1));

/** Starts a server and waits until it answers. Its processes must be descendants of the one that is started. */
export async function startServer({
  command,
  environment,
  logFile,
  port,
  path = '/v2/',
}: ServerOptions): Promise<Server> {
  const [program, ...parameters] = command;
  const log = openSync(logFile, 'a');
  const begun = performance.now();
  const child = spawn(program, parameters, {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...environment },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const pids = () => listProcessTree(child.pid);
  const registered = { pids };
  running.add(registered);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}${path}`))) {
    if (failure !== undefined || !isAlive(child.pid ?? 0) || performance.now() - begun > 120_000)
      throw new Error(`${program} did not start: ${failure ?? readFileSync(logFile, 'utf8').slice(-2000)}`);
    await sleep(5);
  }
  return {
    url,
    port,
    startSeconds: (performance.now() - begun) / 1000,
    pids,
    cpuSeconds: () => pids().reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    memoryBytes: () => pids().reduce((sum, pid) => sum + anonymousBytes(pid), 0),
    async stop() {
      const all = pids();
      signal(child.pid, 'SIGTERM');
      for (const pid of await waitForEnd(all, 60)) signal(pid, 'SIGKILL');
      running.delete(registered);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
}

/** User and system time of a process and of its children that have ended. */
export function cpuSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / 100;
  } catch {
    return 0;
  }
}
