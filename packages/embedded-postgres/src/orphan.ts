import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { socketPort } from './endpoint.js';
import { isAlive } from './process-identity.js';
import type { Log } from './program.js';
import { listServerProcesses } from './server-process.js';

/**
 * Stops the PostgreSQL that a killed owner left behind on a cluster. Needs the directory's claim.
 *
 * A signal goes only to a process that has itself proved to be a postgres on this very cluster: pids are reused, in
 * containers all the time.
 * @throws {EmbeddedPostgresError} `DIRECTORY_IN_USE` where it did not stop in time
 */
export async function stopOrphan(cluster: string, timeoutSeconds: number, log: Log): Promise<void> {
  // A postgres that runs alone, as when it sets a password, writes its pid with a minus.
  const postmaster = Math.abs(Number.parseInt(await readLockFile(cluster), 10));
  // Windows tells us too little of a process: there PostgreSQL's own refusal stands.
  if (!Number.isInteger(postmaster) || process.platform === 'win32') return;
  const processes = await listServerProcesses(cluster, postmaster);
  if (processes.length > 0) {
    log(`stopping PostgreSQL ${postmaster}, whose owner was killed`);
    signalOrphans(processes, postmaster);
    await waitForEnd(cluster, postmaster, timeoutSeconds);
  }
  await removeLocks(cluster, postmaster);
}

/** The postmaster ends its sessions in order. Where it was killed itself, they can only end as in a crash. */
function signalOrphans(processes: readonly number[], postmaster: number): void {
  if (processes.includes(postmaster)) {
    signal(postmaster, 'SIGINT');
  } else {
    for (const pid of processes) signal(pid, 'SIGQUIT');
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function waitForEnd(cluster: string, postmaster: number, timeoutSeconds: number): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  while ((await listServerProcesses(cluster, postmaster)).length > 0) {
    if (Date.now() > deadline) {
      const message = `PostgreSQL ${postmaster}, left behind on ${cluster} by a process that was killed, did not stop within ${timeoutSeconds} s.`;
      throw new EmbeddedPostgresError('DIRECTORY_IN_USE', message);
    }
    await sleep(25);
  }
}

/**
 * PostgreSQL refuses to start while the pid in its lock files exists at all: be it a stranger's by now, or its own that
 * nobody has collected, as in a container whose first process is no init. A pid that is gone it deals with itself, and
 * more carefully than we could.
 */
async function removeLocks(cluster: string, postmaster: number): Promise<void> {
  if (!isAlive(postmaster)) return;
  for (const name of ['postmaster.pid', `.s.PGSQL.${socketPort}.lock`]) {
    await rm(path.join(cluster, name), { force: true });
  }
}

function readLockFile(cluster: string): Promise<string> {
  return readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
