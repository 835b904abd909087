import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { socketPort } from './endpoint.js';
import { isAlive } from './process-identity.js';
import type { Log } from './program.js';
import { readIfPresent } from './read-if-present.js';
import { listServerProcesses } from './server-process.js';

/**
 * Stops a PostgreSQL that still runs on a cluster after its owner was killed. The caller must hold the claim of the directory.
 *
 * Only a process that is verified to be a postgres on this cluster gets a signal, because pids are reused, especially in
 * containers.
 * @throws {EmbeddedPostgresError} `DIRECTORY_IN_USE` if it does not stop in time
 */
export async function stopOrphan(cluster: string, timeoutSeconds: number, log: Log): Promise<void> {
  // A postgres in single-user mode, which sets the password, writes its pid with a minus sign.
  const lock = await readIfPresent(path.join(cluster, 'postmaster.pid'));
  const postmaster = Math.abs(Number.parseInt(lock ?? '', 10));
  // Windows does not show enough about a process. There, PostgreSQL itself refuses to start.
  if (!Number.isInteger(postmaster) || process.platform === 'win32') return;
  const processes = await listServerProcesses(cluster, postmaster);
  if (processes.length > 0) {
    log(`stopping PostgreSQL ${postmaster}, whose owner was killed`);
    signalOrphans(processes, postmaster);
    await waitForEnd(cluster, postmaster, timeoutSeconds);
  }
  await removeLocks(cluster, postmaster);
}

/** Lets the postmaster end its sessions in order. If it was killed too, the sessions can only end as in a crash. */
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
    // The process has just ended.
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
 * Removes lock files whose pid still exists, because PostgreSQL refuses to start then. The pid may now belong to another
 * program, or to a zombie in a container whose first process does not collect ended processes. PostgreSQL itself handles a
 * pid that no longer exists, more carefully than this function could.
 */
async function removeLocks(cluster: string, postmaster: number): Promise<void> {
  if (!isAlive(postmaster)) return;
  for (const name of ['postmaster.pid', `.s.PGSQL.${socketPort}.lock`]) {
    await rm(path.join(cluster, name), { force: true });
  }
}
