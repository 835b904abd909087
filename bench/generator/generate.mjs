import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../.ci/harness/run-command.mjs';

const directory = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/** Runs our generator with a task; gives requests, bytes, seconds, its own CPU seconds and what went wrong. */
export async function generate(task) {
  const { stdout } = await runCommand(process.execPath, [join(directory, 'run.mjs'), JSON.stringify(task)], {
    seconds: 7200,
  });
  return JSON.parse(stdout);
}

/** Runs wrk against one URL, 16 connections on one thread unless told, for small requests. */
export async function runWrk(url, { seconds, connections = 16, fields = [], rangesOf }) {
  const cpuBefore = childrenCpu();
  const { stdout } = await runCommand(
    'wrk',
    [
      ...['--threads', '1', '--connections', String(connections), '--duration', `${Math.ceil(seconds)}s`],
      ...['--timeout', '60s', '--script', join(directory, 'wrk-report.lua')],
      ...fields.flatMap((field) => ['--header', field]),
      url,
    ],
    {
      seconds: seconds + 120,
      env: { PATH: process.env.PATH, ...(rangesOf === undefined ? {} : { RANGES_OF: String(rangesOf) }) },
    },
  );
  const { failed, ...figures } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{')));
  const errors = failed === 0 ? [] : [`${failed} requests failed`];
  return { ...figures, generatorCpu: childrenCpu() - cpuBefore, errors };
}

/** CPU seconds of all children that have ended, which for one measurement is the generator. */
export function childrenCpu() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
