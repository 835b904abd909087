import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectDirectory } from './paths.mjs';
import { runCommand } from './run-command.mjs';

const program = join(projectDirectory, 'apps', 'cli', 'dist', 'main.js');

/** The built command, with a home of its own, so that nothing of this machine's user is read or changed. */
export function createLading(home) {
  const { PATH } = process.env;
  const env = { PATH, HOME: home };
  const run = (args, options = {}) =>
    runCommand(process.execPath, [program, ...args], { seconds: 600, ...options, env: { ...env, ...options.env } });
  return {
    run,
    text: async (...args) => (await run(args)).stdout.trim(),
    json: async (...args) => JSON.parse((await run([...args, '--output', 'json'])).stdout),
    /** Runs what has to fail; gives the exit code and what it said. */
    async fail(...args) {
      const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
      const [code] = await once(child, 'close');
      return { code, stderr };
    },
    /** Starts it, to be killed. */
    start: (...args) => spawn(process.execPath, [program, ...args], { env, stdio: 'ignore' }),
  };
}
