import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/**
 * Runs a program in the root of the repository and resolves with its exit code, and with its output where `quiet` keeps
 * it from the terminal.
 */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio });
    const forwarding = forwardSignals(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      forwarding.stop();
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Who stops us stops what we wait for. A second signal ends us at once. */
function forwardSignals(child) {
  const end = (signal) => {
    child.kill(signal);
    child.on('close', () => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  return {
    stop() {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, end);
    },
  };
}
