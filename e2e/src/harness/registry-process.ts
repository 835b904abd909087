import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port.js';
import { projectDirectory } from './paths.js';
import { anonymousBytes, isAlive, listProcessTree, processName, signal, waitForEnd } from './process-tree.js';

const running = new Set<RegistryProcess>();
process.on('exit', () => {
  for (const registry of running) registry.killNow();
});
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => process.exit(1));

export interface RegistryProcessOptions {
  /** Keeps everything that the registry stores. */
  readonly dataDirectory: string;
  /** `registry.log` beside the data directory if absent. */
  readonly logFile?: string | undefined;
  /** Further variables. A value of `undefined` removes a variable. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** The variables that it inherits; all of this process if absent. */
  readonly inherited?: NodeJS.ProcessEnv | undefined;
  /** `CI_REGISTRY_COMMAND`, otherwise `npm start`, if absent. */
  readonly command?: readonly string[] | undefined;
  /** Another checkout. */
  readonly cwd?: string | undefined;
  /** The same port again; a free one if absent. */
  readonly port?: number | undefined;
  /** The answers to `GET /v2/` that mean ready; 200, or 401 where clients sign in, if absent. */
  readonly readyStatuses?: readonly number[] | undefined;
  /** The time limit of the start; 180 s if absent. */
  readonly startSeconds?: number | undefined;
}

/** Starts the registry as a user does: `npm start` with two variables. Resolves when `GET /v2/` says that it is ready. */
export async function startRegistry(options: RegistryProcessOptions): Promise<RegistryProcess> {
  const port = options.port ?? (await findFreePort());
  const started = performance.now();
  const registry = new RegistryProcess(options, port);
  running.add(registry);
  await registry.waitUntilReady(options.startSeconds ?? 180);
  registry.startSeconds = (performance.now() - started) / 1000;
  return registry;
}

/** A registry with every process that belongs to it. */
export class RegistryProcess {
  readonly host: string;
  readonly url: string;
  readonly port: number;
  readonly dataDirectory: string;
  readonly logFile: string;
  /** How long the start took. */
  startSeconds = 0;
  readonly #child: ChildProcess;
  readonly #readyStatuses: readonly number[];

  constructor(options: RegistryProcessOptions, port: number) {
    this.host = `127.0.0.1:${port}`;
    this.url = `http://${this.host}`;
    this.port = port;
    this.dataDirectory = options.dataDirectory;
    this.logFile = options.logFile ?? join(options.dataDirectory, '..', 'registry.log');
    this.#readyStatuses = options.readyStatuses ?? [200, 401];
    this.#child = spawnRegistry(options, port, this.logFile);
  }

  /** Every process of it, PostgreSQL among them. */
  pids(): number[] {
    return [...new Set([...listProcessTree(this.#child.pid), ...postgresPids(this.dataDirectory)])];
  }

  /** The processes that run Node.js. */
  serverPids(): number[] {
    return listProcessTree(this.#child.pid).filter((pid) => /^node|^MainThread/.test(processName(pid) ?? ''));
  }

  /** The memory of the processes that run Node.js. */
  memoryBytes(): number {
    return this.serverPids().reduce((sum, pid) => sum + anonymousBytes(pid), 0);
  }

  async waitUntilReady(seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await answersPing(this.url, this.#readyStatuses))) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || Date.now() > deadline) {
        this.killNow();
        throw new Error(`the registry did not start; the end of its log:\n${readLogEnd(this.logFile)}`);
      }
      await sleep(50);
    }
  }

  /**
   * Ends it as a supervisor does: SIGTERM to the process that was started.
   * @throws {Error} if one of its processes is left after 30 s
   */
  async stop(): Promise<void> {
    const all = this.pids();
    signal(this.#child.pid, 'SIGTERM');
    const left = await waitForEnd(all, 30);
    const names = left.map(processName).join();
    this.killNow();
    if (left.length > 0) throw new Error(`still there 30 s after SIGTERM: ${names}\n${readLogEnd(this.logFile)}`);
  }

  /** Sends SIGKILL to all its processes at once, to PostgreSQL only if asked. */
  async crash({ postgres }: { readonly postgres: boolean }): Promise<void> {
    const hit = this.pids().filter((pid) => postgres || processName(pid) !== 'postgres');
    for (const pid of hit) signal(pid, 'SIGKILL');
    await waitForEnd(hit, 10);
    if (postgres) running.delete(this);
  }

  killNow(): void {
    for (const pid of this.pids()) signal(pid, 'SIGKILL');
    running.delete(this);
  }
}

function spawnRegistry(options: RegistryProcessOptions, port: number, logFile: string): ChildProcess {
  const { dataDirectory, environment, inherited = process.env, command = usualCommand() } = options;
  const [program = '', ...parameters] = command;
  const log = openSync(logFile, 'a');
  const child = spawn(program, parameters, {
    cwd: options.cwd ?? projectDirectory,
    env: { ...inherited, LADING_DATA_DIR: dataDirectory, PORT: String(port), ...environment },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  return child;
}

function usualCommand(): readonly string[] {
  return process.env.CI_REGISTRY_COMMAND?.split(' ') ?? ['npm', 'start'];
}

async function answersPing(url: string, statuses: readonly number[]): Promise<boolean> {
  const response = await fetch(`${url}/v2/`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await response?.arrayBuffer();
  return response !== undefined && statuses.includes(response.status);
}

/** The PostgreSQL of a data directory outlives a killed server. Its pid file names it. */
function postgresPids(dataDirectory: string): number[] {
  return findFiles(dataDirectory, 'postmaster.pid', 3)
    .map((file) => Number(readFileSync(file, 'utf8').split('\n')[0]))
    .filter((pid) => isAlive(pid) && processName(pid) === 'postgres')
    .flatMap(listProcessTree);
}

function findFiles(directory: string, name: string, depth: number): string[] {
  return listEntries(directory).flatMap((entry) => {
    if (entry.name === name) return [join(directory, name)];
    return entry.isDirectory() && depth > 1 ? findFiles(join(directory, entry.name), name, depth - 1) : [];
  });
}

function listEntries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

export function readLogEnd(logFile: string): string {
  return readFileSync(logFile, 'utf8').slice(-3000);
}
