import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Lists the pids of the PostgreSQL processes on a cluster. Only Linux shows the working directory of a process; on other
 * systems only the postmaster is checked.
 */
export async function listServerProcesses(cluster: string, postmaster: number): Promise<number[]> {
  if (process.platform !== 'linux') return (await isPostmasterByCommand(cluster, postmaster)) ? [postmaster] : [];
  const directory = await realpath(cluster);
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const servers = await Promise.all(pids.map((pid) => isServerIn(directory, pid)));
  return pids.filter((_, index) => servers[index]);
}

/** The working directory of every PostgreSQL process is its cluster. An update may have replaced the program meanwhile. */
async function isServerIn(directory: string, pid: number): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== directory) return false;
    return /\/postgres( \(deleted\))?$/.test(await readlink(`/proc/${pid}/exe`));
  } catch {
    // The process has ended or belongs to another user. The processes of a cluster run as the owner of the cluster.
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
