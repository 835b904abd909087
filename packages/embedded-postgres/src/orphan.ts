import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isAlive } from './process-identity.js';
import type { Log } from './program.js';

const run = promisify(execFile);

/**
 * Stops the postmaster that a killed owner left behind. Only who has claimed the directory may do it.
 *
 * The pid comes from PostgreSQL's own lock file, and gets a signal only after the process itself has proved that it is
 * a postgres on this very cluster: pids are reused, in containers all the time.
 * @throws {EmbeddedPostgresError} `DIRECTORY_IN_USE` where it did not stop in time
 */
export async function stopOrphan(cluster: string, timeoutSeconds: number, log: Log): Promise<void> {
  const lockFile = path.join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || !isAlive(pid)) return;
  if (!(await isPostmasterOf(pid, cluster))) {
    // PostgreSQL itself only asks whether the pid lives, and would refuse to start for the sake of a stranger.
    await rm(lockFile, { force: true });
    return;
  }
  log(`stopping PostgreSQL ${pid}, whose owner was killed`);
  process.kill(pid, 'SIGINT');
  if (await waitForEnd(pid, timeoutSeconds)) return;
  const message = `PostgreSQL ${pid}, left behind on ${cluster} by a process that was killed, did not stop within ${timeoutSeconds} s.`;
  throw new EmbeddedPostgresError('DIRECTORY_IN_USE', message);
}

/** Waits until a process that is no child of ours has ended. */
async function waitForEnd(pid: number, timeoutSeconds: number): Promise<boolean> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return await isLinuxPostmasterOf(pid, cluster);
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
    return stdout.includes(`postgres -D ${cluster} `);
  } catch {
    // What we may not look at is not ours: a cluster's postmaster runs as the cluster's owner.
    return false;
  }
}

/** A postmaster's working directory is its cluster. Its program may have been replaced by an update since. */
async function isLinuxPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  const [program, directory] = await Promise.all([readlink(`/proc/${pid}/exe`), readlink(`/proc/${pid}/cwd`)]);
  return /\/postgres( \(deleted\))?$/.test(program) && directory === (await realpath(cluster));
}
