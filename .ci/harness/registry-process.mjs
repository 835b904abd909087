import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port.mjs';
import { projectDirectory } from './paths.mjs';
import { anonymousBytes, isAlive, listProcessTree, processName, signal, waitForEnd } from './process-tree.mjs';

const running = new Set();
process.on('exit', () => {
  for (const registry of running) registry.killNow();
});
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => process.exit(1));

/**
 * Starts the registry as a user would, `npm start` with two variables, and resolves when `GET /v2/` answers 200.
 *
 * @param options.dataDirectory where it keeps everything
 * @param options.environment further variables; a value of `undefined` takes one away
 * @param options.inherited what it gets of this process's own variables: all, unless told
 * @param options.command another way to start it; `options.cwd` another checkout; `options.port` the same port again
 * @param options.readyStatuses what `GET /v2/` answers once it is ready, if not 200 alone
 */
export async function startRegistry(options) {
  const { dataDirectory, environment = {}, inherited = process.env } = options;
  const { command = startCommand(), cwd = projectDirectory } = options;
  const port = options.port ?? (await findFreePort());
  const logFile = options.logFile ?? join(dataDirectory, '..', 'registry.log');
  const log = openSync(logFile, 'a');
  const started = performance.now();
  const child = spawn(command[0], command.slice(1), {
    cwd,
    env: { ...inherited, LADING_DATA_DIR: dataDirectory, PORT: String(port), ...environment },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const { readyStatuses = [200] } = options;
  const registry = createRegistry({ child, port, dataDirectory, logFile, readyStatuses });
  running.add(registry);
  await registry.waitUntilReady(options.startSeconds ?? 180);
  registry.startSeconds = (performance.now() - started) / 1000;
  return registry;
}

function createRegistry({ child, port, dataDirectory, logFile, readyStatuses }) {
  const pids = () => [...new Set([...listProcessTree(child.pid), ...postgresPids(dataDirectory)])];
  const registry = {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    port,
    dataDirectory,
    logFile,
    pids,
    serverPids: () => listProcessTree(child.pid).filter((pid) => /^node|^MainThread/.test(processName(pid) ?? '')),
    memoryBytes: () => registry.serverPids().reduce((sum, pid) => sum + anonymousBytes(pid), 0),

    async waitUntilReady(seconds) {
      const deadline = Date.now() + seconds * 1000;
      while (!(await answersPing(registry.url, readyStatuses))) {
        if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
          registry.killNow();
          throw new Error(`the registry did not start; the end of its log:\n${logEnd(logFile)}`);
        }
        await sleep(50);
      }
    },

    /** Ends it as a supervisor would: SIGTERM to the process that it started. All of it must be gone within 30 seconds. */
    async stop() {
      const all = pids();
      signal(child.pid, 'SIGTERM');
      const left = await waitForEnd(all, 30);
      registry.killNow();
      if (left.length > 0)
        throw new Error(`still there 30 s after SIGTERM: ${left.map(processName)}\n${logEnd(logFile)}`);
    },

    /** Pulls the plug: SIGKILL to everything at once, but to PostgreSQL only if asked. */
    async crash({ postgres }) {
      const hit = pids().filter((pid) => postgres || processName(pid) !== 'postgres');
      for (const pid of hit) signal(pid, 'SIGKILL');
      await waitForEnd(hit, 10);
      if (postgres) running.delete(registry);
    },

    killNow() {
      for (const pid of pids()) signal(pid, 'SIGKILL');
      running.delete(registry);
    },
  };
  return registry;
}

function startCommand() {
  return process.env.CI_REGISTRY_COMMAND?.split(' ') ?? ['npm', 'start'];
}

async function answersPing(url, statuses) {
  const response = await fetch(`${url}/v2/`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await response?.arrayBuffer();
  return statuses.includes(response?.status);
}

/** The PostgreSQL that serves a folder of this data directory outlives a server that was killed; its pid file names it. */
function postgresPids(dataDirectory) {
  return findFiles(dataDirectory, 'postmaster.pid', 3)
    .map((file) => Number(readFileSync(file, 'utf8').split('\n')[0]))
    .filter((pid) => isAlive(pid) && processName(pid) === 'postgres')
    .flatMap(listProcessTree);
}

function findFiles(directory, name, depth) {
  let entries = [];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (entry.name === name) return [join(directory, name)];
    return entry.isDirectory() && depth > 1 ? findFiles(join(directory, entry.name), name, depth - 1) : [];
  });
}

export function logEnd(logFile) {
  return readFileSync(logFile, 'utf8').slice(-3000);
}
