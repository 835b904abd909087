import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@lading/e2e/harness/run-command';
import type { Figures } from './figures.js';
import type { Task } from './task.js';

const program = fileURLToPath(new URL('run.js', import.meta.url));
// tsc copies no such files.
const wrkScript = fileURLToPath(new URL('../../src/generator/wrk-report.lua', import.meta.url));

/** Runs our generator with a task in a process of its own. */
export async function generate(task: Task): Promise<Figures> {
  const { stdout } = await runCommand(process.execPath, [program, JSON.stringify(task)], { seconds: 7200 });
  return JSON.parse(stdout) as Figures;
}

export interface WrkOptions {
  readonly seconds: number;
  readonly fields?: readonly string[];
  /** Asks for ranges all over a blob of this size. */
  readonly rangesOf?: number | undefined;
}

const wrkConnections = 16;

/** Runs wrk against one URL, on one thread, for small requests. */
export async function runWrk(url: string, { seconds, fields = [], rangesOf }: WrkOptions): Promise<Figures> {
  const cpuBefore = childrenCpu();
  const parameters = [
    ...['--threads', '1', '--connections', String(wrkConnections), '--duration', `${Math.ceil(seconds)}s`],
    ...['--timeout', '60s', '--script', wrkScript],
    ...fields.flatMap((field) => ['--header', field]),
    url,
  ];
  const ranges = rangesOf === undefined ? {} : { RANGES_OF: String(rangesOf) };
  const env = { PATH: process.env.PATH, ...ranges };
  const { stdout } = await runCommand('wrk', parameters, { seconds: seconds + 120, env });
  const { failed, ...figures } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{'))) as Figures & { failed: number };
  const errors = failed === 0 ? [] : [`${failed} requests failed`];
  return { ...figures, generatorCpu: childrenCpu() - cpuBefore, errors };
}

/** CPU seconds of all children that have ended: during one measurement, of the generator. */
export function childrenCpu(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
