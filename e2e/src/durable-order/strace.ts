import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../harness/process-tree.js';

const traced = [
  ...['fsync', 'fdatasync', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'mkdir', 'mkdirat'],
  ...['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'sendto', 'sendmsg'],
];

/** Traces processes and their descendants into a file. Resolves, when all are traced, to a function that ends the trace. */
export async function startTracing(pids: readonly number[], file: string): Promise<() => Promise<void>> {
  const options = ['-f', '-y', '-s', '32', '-o', file, '-e', `trace=${traced.join()}`];
  const strace = spawn('strace', [...options, ...pids.flatMap((pid) => ['-p', String(pid)])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(strace, 'close');
  let messages = '';
  strace.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  process.on('exit', () => signal(strace.pid, 'SIGKILL'));
  const attached = () => pids.filter((pid) => messages.includes(`Process ${pid} attached`)).length;
  for (let tries = 0; attached() < pids.length; tries += 1) {
    if (tries > 100 || strace.exitCode !== null)
      throw new Error(`strace follows ${attached()} of ${pids.length}:\n${messages}`);
    await sleep(100);
  }
  return async () => {
    strace.kill('SIGINT');
    await closed;
  };
}
