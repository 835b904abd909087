import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Lists a process and all its descendants by id, oldest first. */
export function listProcessTree(root: number | undefined): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? readStat(Number(entry))?.parent : undefined;
    if (parent !== undefined) parents.set(Number(entry), parent);
  }
  const tree = root !== undefined && parents.has(root) ? [root] : [];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

/** `node`, `postgres`, `sh`, …; `undefined` after its end. */
export function processName(pid: number): string | undefined {
  return readStat(pid)?.name;
}

export function isAlive(pid: number): boolean {
  const state = readStat(pid)?.state;
  return state !== undefined && state !== 'Z';
}

/** Waits for the end of all of them. Resolves to the ids of those that are still there after the time limit. */
export async function waitForEnd(pids: readonly number[], seconds: number): Promise<number[]> {
  const deadline = Date.now() + seconds * 1000;
  while (pids.some(isAlive) && Date.now() < deadline) await sleep(50);
  return pids.filter(isAlive);
}

/** Sends a signal. A process that has ended meanwhile is no error. */
export function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The memory of a process in bytes, without the files that the kernel keeps for it. */
export function anonymousBytes(pid: number): number {
  try {
    const line = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

interface ProcessStat {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
}

function readStat(pid: number): ProcessStat | undefined {
  try {
    const found = /^\d+ \((.*)\) (\S) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const [, name, state, parent] = found ?? [];
    return name === undefined || state === undefined ? undefined : { name, state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
