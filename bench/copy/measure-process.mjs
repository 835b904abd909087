import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { listProcessTree } from '../../.ci/harness/process-tree.mjs';

/** Runs a program: its seconds, those of the processor in user and system mode, and the most memory that it had. */
export async function measureProcess(program, parameters, { env }) {
  // bash's `time` knows what its children took, which Node does not tell.
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
  const child = spawn('bash', ['-c', script, 'bash', program, ...parameters], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let memory = 0;
  const watch = setInterval(() => {
    for (const pid of listProcessTree(child.pid).slice(1)) memory = Math.max(memory, peakMemory(pid));
  }, 50);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [code] = await once(child, 'close');
  clearInterval(watch);
  const [, seconds, user, system] = /([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  if (code !== 0 || seconds === undefined)
    throw new Error(`${program} ${parameters.join(' ')} ended with ${code}:\n${stderr}`);
  const cpuSeconds = Math.round((Number(user) + Number(system)) * 100) / 100;
  return { seconds: Number(seconds), cpuSeconds, mebibytes: Math.round(memory / 1024) };
}

/** In KiB. */
function peakMemory(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
