import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Tells one process from another that got the same pid later: its start, as the system knows it.
 * Answers undefined for a process that has ended, and `unknown` for one that lives but hides its start.
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

/** Ticks since the boot, and which boot: a machine that boots the same way each day repeats pids and ticks. */
async function readLinuxStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  // The program's name may hold spaces and brackets, so fields are counted from its closing bracket (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '');
  return `${startTicks}-${boot.slice(0, 8)}`;
}

/** Whether a process with this pid exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
