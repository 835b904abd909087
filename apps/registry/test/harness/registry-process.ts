import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const started = new Set<ChildProcess>();

/** A line of the log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly pid: number;
  readonly [field: string]: unknown;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

export interface RegistryProcessOptions {
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Gives it a process group of its own, to which Ctrl-C can be sent. */
  readonly detached?: boolean;
}

/** The program as people run it, in a process of its own. */
export class RegistryProcess {
  readonly child: ChildProcess;
  readonly lines: LogLine[] = [];
  readonly ended: Promise<Ended>;
  output = '';

  constructor(environment: NodeJS.ProcessEnv, { args = [], cwd, detached = false }: RegistryProcessOptions = {}) {
    const { PATH, TMPDIR } = process.env;
    const env = { PATH, TMPDIR, PORT: '0', LADING_WORKERS: '1', ...environment };
    this.child = spawn(process.execPath, [program, ...args], {
      env,
      cwd,
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      started.delete(this.child);
      return { code, signal, output: this.output };
    });
  }

  get pid(): number {
    return this.child.pid ?? Number.NaN;
  }

  /** The first line, of those there are and those to come, that is the one. */
  async line(isIt: (line: LogLine) => boolean): Promise<LogLine> {
    for (;;) {
      const found = this.lines.find(isIt);
      if (found !== undefined) return found;
      const ended = await Promise.race([this.ended, delay(20).then(() => undefined)]);
      if (ended !== undefined && !this.lines.some(isIt))
        throw new Error(`it ended without that line:\n${ended.output}`);
    }
  }

  /** Resolves when it listens, to its URL. */
  async url(): Promise<string> {
    const { url } = await this.line(({ msg }) => msg === 'listening');
    return String(url).replace(/\/$/, '');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  #take(line: string): void {
    this.output += `${line}\n`;
    if (line.startsWith('{"')) this.lines.push(JSON.parse(line) as LogLine);
  }
}

/** Starts a registry and waits until it listens. */
export async function startRegistry(environment: NodeJS.ProcessEnv, options: RegistryProcessOptions = {}) {
  const registry = new RegistryProcess(environment, options);
  return { registry, url: await registry.url() };
}

/** For an `afterAll`: ends what a failed test left behind. */
export async function endRegistries(): Promise<void> {
  const left = [...started];
  for (const child of left) child.kill('SIGTERM');
  await Promise.all(left.map((child) => once(child, 'close')));
}
