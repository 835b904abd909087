import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { workingDirectory } from './cluster.js';
import type { SystemUser } from './system-user.js';

/** Receives what PostgreSQL's programs print, line by line. */
export type Log = (line: string) => void;

/** One of PostgreSQL's programs while it runs. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves when the program has ended: to its exit code, or to undefined where a signal or a failed start ended it. */
  readonly ended: Promise<number | undefined>;
  /** The last lines that it printed, for an error message. */
  lastLines(): string;
}

export interface ProgramOptions {
  /** Its working directory. */
  readonly directory: string;
  readonly user: SystemUser | undefined;
  readonly log: Log;
  /** What it reads from its standard input. */
  readonly input?: string;
}

const keptLines = 20;
/** Neither credentials of ours nor a PGHOST of the user reach PostgreSQL. */
const inherited = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];

/**
 * Starts a program in a session of its own: Ctrl-C in a terminal goes to everybody in the foreground, and must not end
 * the database before the server has answered its last request.
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
  // A program that ends early closes its input: its exit code tells more than the broken pipe.
  child.stdin?.on('error', () => undefined).end(options.input);
  return { child, ended: endOf(child), lastLines: () => lines.join('\n') };
}

/** Runs a program to its end and answers whether it succeeded. An aborted signal ends it. */
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
