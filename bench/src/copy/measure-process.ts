import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { listProcessTree } from '@lading/e2e/harness/process-tree';
import { endOf } from '@lading/e2e/harness/run-command';

/** The time and the resources that a program took. */
export interface ProcessFigures {
  readonly seconds: number;
  /** In user and system mode. */
  readonly cpuSeconds: number;
  /** The most memory that it had. */
  readonly mebibytes: number;
}

/** Runs a program to its end and measures it. */
export async function measureProcess(
  program: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProcessFigures> {
  // bash's `time` knows what its children took, which Node.js does not tell.
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
  const child = spawn('bash', ['-c', script, 'bash', program, ...parameters], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let memory = 0;
  const watch = setInterval(() => {
    for (const pid of listProcessTree(child.pid).slice(1)) memory = Math.max(memory, peakKibibytes(pid));
  }, 50);
  const { code, stderr } = await endOf(child).finally(() => clearInterval(watch));
  const [, seconds, user, system] = /([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  if (code !== 0 || seconds === undefined)
    throw new Error(`${program} ${parameters.join(' ')} ended with ${code}:\n${stderr}`);
  const cpuSeconds = Math.round((Number(user) + Number(system)) * 100) / 100;
  return { seconds: Number(seconds), cpuSeconds, mebibytes: Math.round(memory / 1024) };
}

function peakKibibytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
