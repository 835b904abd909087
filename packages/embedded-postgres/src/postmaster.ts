import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, directoryArgument } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { readPostmasterFile } from './postmaster-file.js';
import { type Log, type Program, startProgram } from './program.js';

/** A PostgreSQL server that accepts connections. */
export interface Postmaster {
  /** Resolves when the server has ended, for any reason: to its exit code, or to undefined after a signal. */
  readonly exited: Promise<number | undefined>;
  /** Ends all sessions and writes a checkpoint. After `timeoutSeconds` it ends at once; the next start then recovers. */
  stop(timeoutSeconds: number): Promise<void>;
}

export interface PostmasterOptions {
  readonly cluster: Cluster;
  /** Settings on the command line. They override those in the files of the cluster. */
  readonly settings: readonly string[];
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
}

const readyMessage = 'database system is ready to accept connections';

/**
 * Starts postgres and resolves when it accepts connections.
 * @throws {EmbeddedPostgresError} `START_FAILED`, with the last lines that postgres printed
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  options.signal?.throwIfAborted();
  const { program, ready } = launch(options);
  const abort = () => signalPostmaster(program, 'SIGINT');
  options.signal?.addEventListener('abort', abort);
  const ended = program.ended.then(() => false);
  const isReady = (await Promise.race([ready, ended])) && (await Promise.race([foundReady(options.cluster), ended]));
  options.signal?.removeEventListener('abort', abort);
  if (options.signal?.aborted) await program.ended;
  options.signal?.throwIfAborted();
  if (!isReady) throw new EmbeddedPostgresError('START_FAILED', `postgres did not start:\n${program.lastLines()}`);
  return supervise(program);
}

function launch({ cluster, settings, ...options }: PostmasterOptions): { program: Program; ready: Promise<boolean> } {
  let announce: (isReady: boolean) => void = () => undefined;
  const ready = new Promise<boolean>((resolve) => {
    announce = resolve;
  });
  const log = (line: string) => {
    if (line.includes(readyMessage)) announce(true);
    options.log(line);
  };
  const program = startProgram(cluster.binaries.postgres, ['-D', directoryArgument(cluster), ...settings], {
    ...cluster,
    log,
  });
  return { program, ready };
}

/**
 * Waits until others find the server. PostgreSQL logs that it is ready a moment before it writes this to its lock file.
 * @returns true; after 5 seconds too, because the server accepts connections already
 */
async function foundReady({ directory }: Cluster): Promise<boolean> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if ((await readPostmasterFile(directory))?.status === 'ready') return true;
    await delay(10);
  }
  return true;
}

function supervise(program: Program): Postmaster {
  // After process.exit() without stop(), the database still shuts down.
  const stopAtExit = () => signalPostmaster(program, 'SIGINT');
  process.once('exit', stopAtExit);
  void program.ended.then(() => process.removeListener('exit', stopAtExit));
  return {
    exited: program.ended,
    async stop(timeoutSeconds) {
      signalPostmaster(program, 'SIGINT');
      const timer = setTimeout(() => signalPostmaster(program, 'SIGQUIT'), timeoutSeconds * 1000);
      await program.ended;
      clearTimeout(timer);
    },
  };
}

/** Node sends no signal to a child that has ended, so another process with its pid is safe. */
function signalPostmaster(program: Program, signal: NodeJS.Signals): void {
  program.child.kill(signal);
}
