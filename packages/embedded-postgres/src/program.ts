import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { workingDirectory } from './cluster.js';
import type { SystemUser } from './system-user.js';

/** Receives each line that a program of PostgreSQL prints. */
export type Log = (line: string) => void;

/** A running program of PostgreSQL. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves when the program has ended: to its exit code, or to undefined after a signal or a failed start. */
  readonly ended: Promise<number | undefined>;
  /** The last printed lines, for an error message. */
  lastLines(): string;
}

export interface ProgramOptions {
  /** The working directory. */
  readonly directory: string;
  readonly user: SystemUser | undefined;
  readonly log: Log;
  /** The standard input. */
  readonly input?: string;
}

const keptLines = 20;
/** The variables that PostgreSQL gets. It gets neither credentials nor a PGHOST of the user. */
const inherited = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];

/**
 * Starts a program in its own session. Ctrl-C in a terminal goes to all processes in the foreground, and must not end the
 * database before the server has answered its last request.
 */
export function startProgram(file: string, args: readonly string[], options: ProgramOptions): Program {
  const child = spawn(file, args, {
    ...options.user,
    cwd: options.directory,
    detached: true,
    windowsHide: true,
    env: environment(),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const take = (printed: string) => {
    const line = printed.replaceAll(workingDirectory, options.directory);
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    options.log(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', take);
  }
  child.on('error', (error) => take(error.message));
  // A program that ends early closes its input. Its exit code says more than the broken pipe.
  child.stdin?.on('error', () => undefined).end(options.input);
  return { child, ended: endOf(child), lastLines: () => lines.join('\n') };
}

/** Waits for the end of a program and returns whether it succeeded. An aborted signal ends it. */
export async function runProgram(program: Program, signal: AbortSignal | undefined): Promise<boolean> {
  const abort = () => void program.child.kill('SIGTERM');
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const code = await program.ended;
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  return code === 0;
}

async function endOf(child: ChildProcess): Promise<number | undefined> {
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? undefined;
  } catch {
    return undefined;
  }
}

function environment(): NodeJS.ProcessEnv {
  const kept = inherited.map((name) => [name, process.env[name]] as const).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
