import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The start time of a process, which distinguishes it from a later process with the same pid.
 * @returns undefined for a process that has ended, and `unknown` if the system does not show the start time
 */
export async function findProcessStart(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  try {
    if (process.platform === 'linux') return await readLinuxStart(pid);
    if (process.platform === 'win32') return 'unknown';
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
    return Date.parse(stdout.trim()).toString(36);
  } catch {
    return isAlive(pid) ? 'unknown' : undefined;
  }
}

/** The ticks since the boot, and the id of the boot: pids and ticks may be the same after each boot. */
async function readLinuxStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  // The name of the program may contain spaces and brackets, so fields are counted from the closing bracket (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
  return `${startTicks}-${boot.slice(0, 8)}`;
}

/** Whether a process with this pid exists, of any user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
