import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Lists the processes of PostgreSQL that live on a cluster, by pid. Where the system shows no working directories, which
 * is all but Linux, only the postmaster is looked at.
 */
export async function listServerProcesses(cluster: string, postmaster: number): Promise<number[]> {
  if (process.platform !== 'linux') return (await isPostmasterByCommand(cluster, postmaster)) ? [postmaster] : [];
  const directory = await realpath(cluster);
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const servers = await Promise.all(pids.map((pid) => isServerIn(directory, pid)));
  return pids.filter((_, index) => servers[index]);
}

/** All of PostgreSQL works in its cluster's directory. Its program may have been replaced by an update since. */
async function isServerIn(directory: string, pid: number): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== directory) return false;
    return /\/postgres( \(deleted\))?$/.test(await readlink(`/proc/${pid}/exe`));
  } catch {
    // It has ended, or it is another user's: a cluster's processes run as the cluster's owner.
    return false;
  }
}

async function isPostmasterByCommand(cluster: string, pid: number): Promise<boolean> {
  try {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
    return stdout.includes(`postgres -D ${cluster} `);
  } catch {
    return false;
  }
}
