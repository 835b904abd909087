import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../harness/free-port.mjs';
import { runCommand } from '../harness/run-command.mjs';

/** Starts a Distribution registry that keeps everything in a place and allows deletions; `home` is where its own files are. */
export async function startDistribution(program, { storage }, home) {
  const port = await findFreePort();
  const configuration = `${home}.yaml`;
  writeFileSync(
    configuration,
    JSON.stringify({
      version: 0.1,
      log: { level: 'warn' },
      storage: { ...storage, delete: { enabled: true } },
      http: { addr: `127.0.0.1:${port}` },
    }),
  );
  const log = openSync(`${home}.log`, 'a');
  const child = spawn(program, ['serve', configuration], { stdio: ['ignore', log, log] });
  closeSync(log);
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/v2/`).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(readFileSync(`${home}.log`, 'utf8'));
    await sleep(50);
  }
  const { stdout } = await runCommand(program, ['--version']);
  return {
    url,
    host: `127.0.0.1:${port}`,
    version: stdout.trim(),
    async stop() {
      process.off('exit', kill);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
