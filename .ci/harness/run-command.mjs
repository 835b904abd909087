import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/**
 * Runs a program to its end and gives what it printed. Rejects, with the end of its output, if it fails or takes longer
 * than `seconds`. With `stdoutFile`, what it prints goes there.
 */
export async function runCommand(program, parameters, options = {}) {
  const { seconds = 120, stdoutFile, input, ...spawnOptions } = options;
  const child = spawn(program, parameters, {
    ...spawnOptions,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  if (input !== undefined) child.stdin.end(input);
  const stderr = collect(child.stderr);
  const stdout = stdoutFile === undefined ? collect(child.stdout) : save(child.stdout, stdoutFile);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  }).finally(() => clearTimeout(timer));
  const output = { stdout: await stdout, stderr: await stderr };
  if (code === 0) return output;
  const end = `${output.stdout}${output.stderr}`.slice(-1500);
  throw new Error(`${program} ${parameters.join(' ')}\nended with ${signal ?? code}:\n${end}`);
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function save(stream, file) {
  await finished(stream.pipe(createWriteStream(file)));
  return '';
}
